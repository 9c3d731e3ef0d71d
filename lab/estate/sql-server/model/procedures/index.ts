/** Which procedure a name means: one of the server itself, or of msdb. */
import type { ObjectName, Procedure } from '../../contract';
import type { Catalogue, Service, Storage } from '../ports';
import { xpFileExist } from './file-exist';
import { addServerRoleMember, dropServerRoleMember } from './server-role-members';

const known: Readonly<Record<string, (instance: Service & Catalogue & Storage) => Procedure>> = {
  xp_fileexist: xpFileExist,
  sp_addsrvrolemember: addServerRoleMember,
  sp_dropsrvrolemember: dropServerRoleMember,
};

export function procedureOf(
  name: ObjectName,
  currentDatabase: string,
  instance: Service & Catalogue & Storage,
): Procedure | undefined {
  const lower = name.name.toLowerCase();
  const database = (name.database ?? currentDatabase).toLowerCase();
  const ofServer = known[lower];
  const isReachable = lower.startsWith('sp_') || database === 'master';
  if (ofServer) return isReachable ? ofServer(instance) : undefined;
  const found = instance.msdb.procedure(lower);
  if (!found) return undefined;
  return found.database === database || (found.database === 'master' && lower.startsWith('sp_'))
    ? found.procedure
    : undefined;
}
