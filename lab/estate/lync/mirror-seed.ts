/** Seeds a mirror from its principal and starts the session: the T-SQL behind Install-CsMirrorDatabase (reference B.3, MIR). */
import { win32 } from 'node:path';
import { processingFailed } from './cmdlet-error';
import { administrator } from './database-types';
import type { Store } from '../pool';
import type { LabInstance } from '../contract';

/** Ports of the topology, for a server that has no mirroring endpoint yet; one that exists keeps its own port (MIR). */
const partnerPort = 5022;
const witnessPort = 7022;

export interface MirrorPartner {
  readonly store: Store;
  readonly instance: LabInstance;
}

export interface MirrorPlan {
  readonly database: string;
  readonly principal: MirrorPartner;
  readonly mirror: MirrorPartner;
  readonly witness: MirrorPartner | undefined;
  readonly fileShare: string;
  readonly dropExisting: boolean;
  readonly belongsToChain: boolean;
  readonly verbose: (text: string) => void;
  /** A statement changed something. */
  readonly changed: () => void;
  readonly signal: AbortSignal;
}

const literal = (text: string): string => `N'${text.replaceAll("'", "''")}'`;

async function endpointOf(
  { store, instance }: MirrorPartner,
  defaultPort: number,
  signal: AbortSignal,
): Promise<string> {
  const query = "SELECT port FROM sys.tcp_endpoints WHERE type_desc = N'DATABASE_MIRRORING'";
  const { resultSets } = await instance.run(query, { ...administrator, database: 'master', signal });
  const port = resultSets[0]?.rows[0]?.[0];
  return literal(`TCP://${store.server}:${String(typeof port === 'number' ? port : defaultPort)}`);
}

/** @throws CmdletError in the words of the cmdlet when the pair is not in a state to be mirrored. */
export function checkMirrorPlan({ database, principal, mirror, dropExisting }: MirrorPlan): void {
  const primaryCopy = principal.instance.database(database);
  if (primaryCopy === undefined)
    throw processingFailed(`Database "${database}" does not exist on "${principal.instance.name}".`);
  if (primaryCopy.state !== 'ONLINE') {
    throw processingFailed(
      `Database "${database}" on "${principal.instance.name}" is ${primaryCopy.state}; it must be ONLINE to be mirrored.`,
    );
  }
  if (primaryCopy.recoveryModel !== 'FULL') {
    throw processingFailed(
      `Database "${database}" on "${principal.instance.name}" uses the ${primaryCopy.recoveryModel} recovery model; mirroring needs FULL.`,
    );
  }
  if (primaryCopy.mirroring !== undefined) {
    throw processingFailed(
      `Database "${database}" on "${principal.instance.name}" is already enabled for database mirroring.`,
    );
  }
  if (mirror.instance.database(database) !== undefined && !dropExisting) {
    throw processingFailed(
      `Database "${database}" already exists on the mirror "${mirror.instance.name}". Use -DropExistingDatabasesOnMirror to drop it.`,
    );
  }
}

/** @throws SqlError as the instance answers. */
export async function seedMirror(plan: MirrorPlan): Promise<void> {
  const { database, principal, mirror, witness, signal } = plan;
  const on = async (instance: LabInstance, statement: string): Promise<void> => {
    plan.verbose(`${instance.name}: ${statement}`);
    await instance.run(statement, { ...administrator, database: 'master', signal });
    plan.changed();
  };
  const stale = mirror.instance.database(database);
  if (stale !== undefined) {
    if (stale.mirroring !== undefined) await on(mirror.instance, `ALTER DATABASE [${database}] SET PARTNER OFF`);
    await on(mirror.instance, `DROP DATABASE [${database}]`);
  }
  const file = (suffix: string): string =>
    literal(win32.join(plan.fileShare, `${database}_${principal.instance.name.replaceAll('\\', '_')}.${suffix}`));
  await on(principal.instance, `BACKUP DATABASE [${database}] TO DISK = ${file('bak')} WITH INIT`);
  const chain = plan.belongsToChain ? '' : ', COPY_ONLY';
  await on(principal.instance, `BACKUP LOG [${database}] TO DISK = ${file('trn')} WITH INIT${chain}`);
  await on(mirror.instance, `RESTORE DATABASE [${database}] FROM DISK = ${file('bak')} WITH NORECOVERY`);
  await on(mirror.instance, `RESTORE LOG [${database}] FROM DISK = ${file('trn')} WITH NORECOVERY`);
  await on(
    mirror.instance,
    `ALTER DATABASE [${database}] SET PARTNER = ${await endpointOf(principal, partnerPort, signal)}`,
  );
  await on(
    principal.instance,
    `ALTER DATABASE [${database}] SET PARTNER = ${await endpointOf(mirror, partnerPort, signal)}`,
  );
  if (witness === undefined) return;
  const endpoint = await endpointOf(witness, witnessPort, signal);
  await on(principal.instance, `ALTER DATABASE [${database}] SET WITNESS = ${endpoint}`);
}
