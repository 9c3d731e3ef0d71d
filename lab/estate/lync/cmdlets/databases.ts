/** Install-CsDatabase (creates what is missing), Test-CsDatabase (reference B.3). */
import { instanceName } from '../../pool';
import { sameName } from '../central-store';
import { processingFailed } from '../cmdlet-error';
import { whatIfAndConfirm } from '../cmdlet';
import {
  administrator,
  databaseOf,
  isStoreAt,
  reach,
  requireChatType,
  storeEntries,
  storesOf,
  typesOf,
} from '../database-types';
import type { Store, StoreRole } from '../../pool';
import type { Cmdlet, CmdletCall } from '../cmdlet';
import type { ChatDatabaseType } from '../database-types';

const namespace = 'Microsoft.Rtc.Management.Deployment';

interface ConfiguredDatabase {
  readonly type: ChatDatabaseType;
  readonly role: StoreRole;
  readonly store: Store;
}

const holdsData = (role: StoreRole): boolean => role !== 'witness' && role !== 'backupWitness';

/** The databases that the topology puts on the server that a call names. */
function configuredDatabases({ bound, estate: { pool } }: CmdletCall): ConfiguredDatabase[] {
  const server = bound.text('SqlServerFqdn') ?? '';
  const types = bound.has('DatabaseType') ? [requireChatType(pool, bound.text('DatabaseType'))] : typesOf(pool);
  const isWanted = (store: Store): boolean => {
    if (bound.has('DatabaseType')) return isStoreAt(store, server, bound.text('SqlInstanceName'));
    if (!sameName(store.server, server)) return false;
    if (bound.flag('ForDefaultInstance')) return store.instance === undefined;
    return !bound.has('ForInstance') || sameName(store.instance ?? '', bound.text('ForInstance') ?? '');
  };
  return types.flatMap((type) =>
    storeEntries(storesOf(pool, type)!)
      .filter(([role, store]) => holdsData(role) && isWanted(store))
      .map(([role, store]) => ({ type, role, store })),
  );
}

const installCommon =
  '[-Clean] [-Update] [-NoReindex] [-DatabasePaths <String[]>] [-UseDefaultSqlPaths] [-DatabasePathMap <Hashtable>] ' +
  '[-SkipPrepareCheck] [-GlobalCatalog <Fqdn>] [-GlobalSettingsDomainController <Fqdn>] [-Force] [-Report <String>]' +
  whatIfAndConfirm;

const install: Cmdlet = {
  name: 'Install-CsDatabase',
  type: `${namespace}.InstallDatabaseCmdlet`,
  readsStore: true,
  shouldProcess: true,
  sets: {
    ByCMS: `-CentralManagementDatabase -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-Collocated] [-Backup] ${installCommon}`,
    ByDatabase: `-DatabaseType <DatabaseNameType> -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-Collocated] ${installCommon}`,
    ByConfigured:
      '-ConfiguredDatabases -SqlServerFqdn <Fqdn> [-ForDefaultInstance] [-ForInstance <String>] [-ExcludeCollocatedStores] ' +
      installCommon,
    ByLocal: `-LocalDatabases [-ForDefaultInstance] [-ForInstance <String>] ${installCommon}`,
  },
  async run(call) {
    const { bound, estate, host, signal, options, verbose, changed } = call;
    if (bound.set === 'ByCMS' || bound.set === 'ByLocal')
      throw processingFailed('There is no such database on the hosts of the lab.');
    if (bound.flag('Clean') && bound.flag('Update'))
      throw processingFailed('Clean and Update cannot be used together.');
    const wanted = configuredDatabases(call);
    if (wanted.length === 0)
      throw processingFailed(`No database is configured in the topology for "${bound.text('SqlServerFqdn') ?? ''}".`);
    for (const { type, store } of wanted) {
      const instance = reach(estate, store, host);
      const database = databaseOf[type];
      const existing = instance.database(database);
      const run = async (statement: string): Promise<void> => {
        await instance.run(statement, { ...administrator, database: 'master', signal });
        changed();
      };
      if (existing?.mirroring !== undefined && bound.flag('Update')) {
        throw processingFailed(`Database "${database}" on "${instance.name}" is mirrored and cannot be updated.`);
      }
      if (existing !== undefined && !bound.flag('Clean')) {
        verbose(`Database "${database}" exists on "${instance.name}" and is kept.`);
        continue;
      }
      if (existing !== undefined) await run(`DROP DATABASE [${database}]`);
      await run(`CREATE DATABASE [${database}]`);
      options.installSchema(instance, database);
    }
  },
};

const schemaVersion = '17.4.0';

const test: Cmdlet = {
  name: 'Test-CsDatabase',
  type: `${namespace}.TestDatabaseCmdlet`,
  readsStore: true,
  sets: {
    ByConfigured: `-ConfiguredDatabases -SqlServerFqdn <Fqdn> [-Report <String>]${whatIfAndConfirm}`,
    ByDatabase: `-DatabaseType <DatabaseNameType> -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-Report <String>]${whatIfAndConfirm}`,
    ByCMS: `-CentralManagementDatabase [-SqlServerFqdn <Fqdn>] [-SqlInstanceName <String>] [-Report <String>]${whatIfAndConfirm}`,
    ByLocal: `-LocalService [-Report <String>]${whatIfAndConfirm}`,
  },
  run(call) {
    const { bound, estate, host, write, warn } = call;
    if (bound.set === 'ByCMS' || bound.set === 'ByLocal') return;
    for (const { type, role, store } of configuredDatabases(call)) {
      const mirror = mirrorOf(storesOf(estate.pool, type)!, role);
      const instance = estate.instance(instanceName(store));
      const answers = instance?.isUp === true && estate.reachable(host.side, instance.place.side);
      const succeed = answers && instance.database(databaseOf[type])?.state === 'ONLINE';
      if (!succeed) warn(`Test-CsDatabase could not open "${databaseOf[type]}" on "${instanceName(store)}".`);
      write({
        SqlServerFqdn: store.server,
        SqlInstanceName: store.instance ?? '',
        MirrorSqlServerFqdn: mirror?.server ?? '',
        MirrorSqlInstanceName: mirror?.instance ?? '',
        DatabaseName: databaseOf[type],
        DataSource: instanceName(store),
        SQLServerVersion: answers ? versionText(instance.version) : '',
        ExpectedVersion: schemaVersion,
        InstalledVersion: succeed ? schemaVersion : '',
        Succeed: succeed,
      });
    }
  },
};

const versionText = ({ major, minor, build }: { major: number; minor: number; build: number }): string =>
  `${String(major)}.${String(minor)}.${String(build)}.0`;

const mirrorOf = (stores: Parameters<typeof storeEntries>[0], role: StoreRole): Store | undefined =>
  role === 'primary' ? stores.mirror : role === 'backup' ? stores.backupMirror : undefined;

export const databaseCmdlets = [install, test];
