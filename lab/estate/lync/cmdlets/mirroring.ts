/** Install-/Uninstall-CsMirrorDatabase, Invoke-CsDatabaseFailover, Get-CsDatabaseMirrorState (reference B.3). */
import { instanceName } from '../../pool';
import { sameName } from '../central-store';
import { processingFailed } from '../cmdlet-error';
import { whatIfAndConfirm } from '../cmdlet';
import {
  administrator,
  databaseOf,
  pairAt,
  pairOf,
  reach,
  requireChatType,
  storesOf,
  typesOf,
} from '../database-types';
import { checkMirrorPlan, seedMirror } from '../mirror-seed';
import { requirePoolFqdn } from '../pool-identity';
import type { Store } from '../../pool';
import type { LabDatabase, LabInstance } from '../../contract';
import type { Cmdlet, CmdletCall } from '../cmdlet';
import type { ChatDatabaseType, MirrorPair } from '../database-types';
import type { MirrorPartner, MirrorPlan } from '../mirror-seed';

const namespace = 'Microsoft.Rtc.Management.Deployment';

interface ConfiguredMirror {
  readonly type: ChatDatabaseType;
  readonly pair: MirrorPair;
  readonly mirror: Store;
}

const withMirror = (type: ChatDatabaseType, pair: MirrorPair | undefined): ConfiguredMirror[] =>
  pair?.mirror === undefined ? [] : [{ type, pair, mirror: pair.mirror }];

/** The pairs of the topology that a call means. `-SqlServerFqdn` is the primary of the pair, never its mirror. */
function configuredMirrors({ bound, estate: { pool } }: CmdletCall): ConfiguredMirror[] {
  const server = bound.text('SqlServerFqdn') ?? '';
  if (bound.set !== 'ByConfigured') {
    const type = requireChatType(pool, bound.text('DatabaseType'));
    const stores = storesOf(pool, type);
    return stores === undefined ? [] : withMirror(type, pairAt(stores, server, bound.text('SqlInstanceName')));
  }
  if (bound.flag('ForDefaultInstance') && bound.has('ForInstance')) {
    throw processingFailed('ForDefaultInstance and ForInstance cannot be used together.');
  }
  const wanted = ({ instance }: Store): boolean =>
    bound.flag('ForDefaultInstance')
      ? instance === undefined
      : !bound.has('ForInstance') || sameName(instance ?? '', bound.text('ForInstance') ?? '');
  return typesOf(pool).flatMap((type) => {
    const stores = storesOf(pool, type)!;
    return [pairOf(stores, 'primary'), pairOf(stores, 'backup')]
      .filter(({ primary }) => sameName(primary.server, server) && wanted(primary))
      .flatMap((pair) => withMirror(type, pair));
  });
}

function requireMirrors(call: CmdletCall): ConfiguredMirror[] {
  const excluded = call.bound.texts('ExcludeDatabaseList');
  const found = configuredMirrors(call).filter(
    ({ type }) => !excluded.some((name) => sameName(name, databaseOf[type])),
  );
  if (found.length > 0) return found;
  const server = [call.bound.text('SqlServerFqdn'), call.bound.text('SqlInstanceName')].filter(Boolean).join('\\');
  throw processingFailed(`No mirror is configured in the topology for a primary database on "${server}".`);
}

const installSettings =
  '[-DatabasePathMap <Hashtable>] [-DropExistingDatabasesOnMirror] [-ExcludeDatabaseList <String[]>] [-Report <String>]';

const install: Cmdlet = {
  name: 'Install-CsMirrorDatabase',
  type: `${namespace}.InstallMirrorDatabaseCmdlet`,
  readsStore: true,
  shouldProcess: true,
  prompts: true,
  sets: {
    ByConfigured:
      '-ConfiguredDatabases -FileShare <String> -SqlServerFqdn <Fqdn> [-ForDefaultInstance] [-ForInstance <String>] ' +
      installSettings +
      whatIfAndConfirm,
    ByDatabase:
      '-DatabaseType <DatabaseNameType> -FileShare <String> -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] ' +
      installSettings +
      whatIfAndConfirm,
  },
  async run(call) {
    const { bound, estate, host, signal, options, verbose, changed } = call;
    const partner = (store: Store): MirrorPartner => ({ store, instance: reach(estate, store, host) });
    const plans = requireMirrors(call).map(({ type, pair, mirror }): MirrorPlan => ({
      database: databaseOf[type],
      principal: partner(pair.primary),
      mirror: partner(mirror),
      witness: pair.witness === undefined ? undefined : partner(pair.witness),
      fileShare: bound.text('FileShare') ?? '',
      dropExisting: bound.flag('DropExistingDatabasesOnMirror'),
      belongsToChain: options.mirrorSeedBelongsToChain,
      verbose,
      changed,
      signal,
    }));
    plans.forEach(checkMirrorPlan);
    for (const plan of plans) await seedMirror(plan);
  },
};

const uninstall: Cmdlet = {
  name: 'Uninstall-CsMirrorDatabase',
  type: `${namespace}.UninstallMirrorDatabaseCmdlet`,
  readsStore: true,
  shouldProcess: true,
  sets: {
    Default:
      '-DatabaseType <DatabaseNameType> -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-DropExistingDatabasesOnMirror] ' +
      `[-Report <String>]${whatIfAndConfirm}`,
  },
  async run(call) {
    const { estate, host, bound, signal, changed } = call;
    for (const { type, pair, mirror } of requireMirrors(call)) {
      const database = databaseOf[type];
      const principal = reach(estate, pair.primary, host);
      await principal.run(`ALTER DATABASE [${database}] SET PARTNER OFF`, {
        ...administrator,
        database: 'master',
        signal,
      });
      changed();
      if (!bound.flag('DropExistingDatabasesOnMirror')) continue;
      await reach(estate, mirror, host).run(`DROP DATABASE [${database}]`, {
        ...administrator,
        database: 'master',
        signal,
      });
    }
  },
};

/**
 * The pair that the pool uses: its state chooses between the stores that the topology defines. The two cmdlets below are
 * documented for the primary pair only; that they follow the state of the pool is an assumption.
 */
function pairInUse(call: CmdletCall, type: ChatDatabaseType): ConfiguredMirror {
  const { bound, store, replication, host } = call;
  const { pool } = call.estate;
  requirePoolFqdn(pool, bound.text('PoolFqdn'));
  const { poolState } = bound.flag('LocalStore') ? replication.localCopy(host.host) : store.current;
  const stores = storesOf(pool, type);
  const pair = stores === undefined ? undefined : pairOf(stores, poolState === 'Normal' ? 'primary' : 'backup');
  const found = withMirror(type, pair);
  if (found[0] !== undefined) return found[0];
  throw processingFailed(
    `The primary and mirror databases of type "${type}" are not both configured on pool "${pool.fqdn}".`,
  );
}

/** The copy at a store, `undefined` where it cannot be reached or has none. */
function copyOf(
  { estate, host }: CmdletCall,
  store: Store,
  database: string,
): { instance: LabInstance; copy: LabDatabase } | undefined {
  const instance = estate.instance(instanceName(store));
  const copy =
    instance?.isUp === true && estate.reachable(host.side, instance.place.side)
      ? instance.database(database)
      : undefined;
  return instance === undefined || copy === undefined ? undefined : { instance, copy };
}

const failover: Cmdlet = {
  name: 'Invoke-CsDatabaseFailover',
  type: `${namespace}.InvokeDatabaseFailoverCmdlet`,
  readsStore: true,
  shouldProcess: true,
  sets: {
    Default:
      '-DatabaseType <DatabaseNameType> -NewPrincipal <MirrorRole> -PoolFqdn <Fqdn> [-ExcludeDatabaseList <String[]>] [-Force] ' +
      `[-LocalStore] [-Report <String>]${whatIfAndConfirm}`,
  },
  async run(call) {
    const { bound, signal, changed, verbose } = call;
    const type = requireChatType(call.estate.pool, bound.text('DatabaseType'));
    const { pair, mirror } = pairInUse(call, type);
    const database = databaseOf[type];
    const [wanted, other] = bound.text('NewPrincipal') === 'Primary' ? [pair.primary, mirror] : [mirror, pair.primary];
    const target = copyOf(call, wanted, database);
    if (target?.copy.mirroring?.role === 'PRINCIPAL') {
      verbose(`Database "${database}" on "${target.instance.name}" is the principal already.`);
      return;
    }
    const from = copyOf(call, other, database);
    const [instance, action] =
      from?.copy.mirroring?.role === 'PRINCIPAL'
        ? [from.instance, 'FAILOVER' as const]
        : [bound.flag('Force') ? target?.instance : undefined, 'FORCE_SERVICE_ALLOW_DATA_LOSS' as const];
    if (instance === undefined || target?.copy.mirroring === undefined) {
      throw processingFailed(`Database "${database}" is inaccessible or mirroring is not enabled.`);
    }
    await instance.run(`ALTER DATABASE [${database}] SET PARTNER ${action}`, {
      ...administrator,
      database: 'master',
      signal,
    });
    changed();
  },
};

const notMirrored = 'DatabaseInaccessibleOrMirroringNotEnabled';
const title = (text: string): string => text.charAt(0) + text.slice(1).toLowerCase();

const mirrorState: Cmdlet = {
  name: 'Get-CsDatabaseMirrorState',
  type: `${namespace}.GetDatabaseMirrorStateCmdlet`,
  readsStore: true,
  sets: { Default: '-PoolFqdn <Fqdn> [-DatabaseType <DatabaseNameType>] [-LocalStore] [-Report <String>]' },
  run(call) {
    const { bound, estate, write } = call;
    const types = bound.has('DatabaseType')
      ? [requireChatType(estate.pool, bound.text('DatabaseType'))]
      : typesOf(estate.pool);
    for (const type of types) {
      const { pair, mirror } = pairInUse(call, type);
      const [onPrimary, onMirror] = [pair.primary, mirror].map(
        (store) => copyOf(call, store, databaseOf[type])?.copy.mirroring,
      );
      write({
        DatabaseName: databaseOf[type],
        StateOnPrimary: onPrimary === undefined ? notMirrored : title(onPrimary.role),
        StateOnMirror: onMirror === undefined ? notMirrored : title(onMirror.role),
        MirroringStatusOnPrimary: onPrimary?.state.toLowerCase() ?? '',
        MirroringStatusOnMirror: onMirror?.state.toLowerCase() ?? '',
      });
    }
  },
};

export const mirroringCmdlets = [install, uninstall, failover, mirrorState];
