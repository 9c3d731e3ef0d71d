/** Every cmdlet that changes something, with its parameters: the plan prints it, the activity invokes it. */
import type { CmdletParameters } from '../domain/powershell-text';
import type { LyncFacts } from '../domain/observation';
import type { DatabaseName, PairedRole, Pool, Store } from '../domain/topology/pool';
import type { CmdletName } from './adapters/management-shell';
import { refusal } from './failure';

export interface Cmdlet {
  readonly name: CmdletName;
  readonly parameters: CmdletParameters;
}

/** The whole list at once: `$null` empties it, because an empty Replace changes nothing (PSListModifier). */
export const setActiveServers = (
  { serviceIdentity }: Pick<LyncFacts, 'serviceIdentity'>,
  servers: readonly string[],
): Cmdlet => ({
  name: 'Set-CsPersistentChatActiveServer',
  parameters: {
    Identity: serviceIdentity,
    ActiveServers: servers.length === 0 ? null : { Replace: servers },
    Confirm: false,
  },
});

/** The state is always passed: left out, its default would fail the pool back. */
export const setPoolState = (
  { stateIdentity }: Pick<LyncFacts, 'stateIdentity'>,
  state: LyncFacts['poolState'],
): Cmdlet => ({
  name: 'Set-CsPersistentChatState',
  parameters: { Identity: stateIdentity, PoolState: state, Confirm: false },
});

const databaseTypes: Readonly<Record<DatabaseName, string>> = {
  mgc: 'PersistentChat',
  mgccomp: 'PersistentChatCompliance',
};

/** The pair's first store; its partner comes from the topology that Lync has. @throws StoreMissing. */
export function principalStore(pool: Pool, role: PairedRole, database: DatabaseName): Store {
  const store = pool[database]?.[role];
  if (store === undefined)
    throw refusal('StoreMissing', `The topology of ${pool.fqdn} names no store for ${database}.`);
  return store;
}

/** It prompts unless told not to; stale copies on the mirror would stop it. */
export function installMirror(pool: Pool, role: PairedRole, database: DatabaseName): Cmdlet {
  const store = principalStore(pool, role, database);
  if (pool.mirroringShare === undefined)
    throw refusal('ShareMissing', `The topology of ${pool.fqdn} names no mirroringShare.`);
  return {
    name: 'Install-CsMirrorDatabase',
    parameters: {
      DatabaseType: databaseTypes[database],
      FileShare: pool.mirroringShare,
      SqlServerFqdn: store.server,
      ...(store.instance === undefined ? {} : { SqlInstanceName: store.instance }),
      DropExistingDatabasesOnMirror: true,
      Confirm: false,
    },
  };
}
