/**
 * What is to be simulated: one pool and where its parts stand, as a topology describes it. Only what the estate needs, so
 * whoever describes more fits too.
 */

/** Where a thing stands by design, whichever data centre serves now. */
export type DataCentreSide = 'primary' | 'secondary';

/** One SQL Server instance. */
export interface Store {
  /** Host name. */
  readonly server: string;
  /** Absent for the default instance. */
  readonly instance?: string | undefined;
  /** TCP port that the topology names; used where `address` is this machine's. */
  readonly port: number;
  readonly address?: string | undefined;
  readonly dataFolder?: string | undefined;
  readonly logFolder?: string | undefined;
}

/** The stores of one database, as `Get-CsService` names them, and the witnesses of the two pairs. */
export interface Stores {
  readonly primary: Store;
  readonly mirror?: Store | undefined;
  readonly witness?: Store | undefined;
  readonly backup: Store;
  readonly backupMirror?: Store | undefined;
  readonly backupWitness?: Store | undefined;
}
export type StoreRole = keyof Stores;

export interface DataCentre {
  readonly name: string;
  readonly chatServers: readonly string[];
  /** Default: the first four, as many as Lync allows. */
  readonly activeServers?: readonly string[] | undefined;
}

/** How `mgc` is shipped from the primary to the backup store; times in minutes. */
export interface LogShipping {
  readonly share: string;
  readonly shareIn: DataCentreSide | 'elsewhere';
  /** The folder of the share as the primary sees it. */
  readonly localPath?: string | undefined;
  readonly copyFolder: string;
  readonly backupEvery: number;
  readonly copyEvery: number;
  readonly restoreEvery: number;
  readonly keepBackupsFor: number;
  readonly keepCopiesFor: number;
  readonly alertWithoutBackupAfter: number;
  readonly alertWithoutRestoreAfter: number;
  readonly keepHistoryFor: number;
  readonly compression: 'server-default' | 'always' | 'never';
}

export interface Pool {
  readonly fqdn: string;
  readonly primaryDataCentre: DataCentre;
  readonly secondaryDataCentre: DataCentre;
  readonly mgc: Stores;
  readonly mgccomp?: Stores | undefined;
  readonly logShipping: LogShipping;
  readonly mirroringShare?: string | undefined;
}

const standsInSecondary: ReadonlySet<StoreRole> = new Set<StoreRole>(['backup', 'backupMirror', 'backupWitness']);

export const sideOf = (role: StoreRole): DataCentreSide => (standsInSecondary.has(role) ? 'secondary' : 'primary');

export const dataCentreOf = (pool: Pool, side: DataCentreSide): DataCentre =>
  ({ primary: pool.primaryDataCentre, secondary: pool.secondaryDataCentre })[side];

/** `@@SERVERNAME`: the NetBIOS name of the host and, behind a backslash, the instance. */
export function instanceName({ server, instance }: Store): string {
  const [host = ''] = server.split('.');
  return [host, instance ?? []].flat().join('\\').toUpperCase();
}

export function activeServersOf(pool: Pool, side: DataCentreSide): readonly string[] {
  const { chatServers, activeServers } = dataCentreOf(pool, side);
  return activeServers ?? chatServers.slice(0, 4);
}
