/**
 * What a diagnosis sees of a pool in its two good states: the one example that documents are generated from and that tests
 * change one fact at a time.
 */
import { fileNames } from '../../domain/file-names';
import {
  everyMinutes,
  noShipping,
  type RecordedJob,
  type SecondaryRecord,
  type ShippingFacts,
} from '../../domain/log-shipping-record';
import { lsn } from '../../domain/lsn';
import type { DatabaseFacts, Observation, StoreFacts } from '../../domain/observation';
import {
  activeServersOf,
  databaseNames,
  instanceName,
  mirrorOf,
  type DatabaseName,
  type PairedRole,
  type Pool,
  type StoreRole,
} from '../../domain/topology/pool';

/** A copy that is ONLINE and neither mirrored nor used, but for `changes`. */
export const aCopy = (changes: Partial<DatabaseFacts> = {}): DatabaseFacts => ({
  state: 'ONLINE',
  userAccess: 'MULTI_USER',
  owner: 'sa',
  recoveryModel: 'FULL',
  mirroringRole: null,
  mirroringState: null,
  sessions: 0,
  files: [
    { logical: 'mgc', physical: 'E:\\data\\mgc.mdf', isLog: false },
    { logical: 'mgc_log', physical: 'F:\\log\\mgc_log.ldf', isLog: true },
  ],
  ...changes,
});

const restoring = aCopy({ state: 'RESTORING' });
const principal = aCopy({ mirroringRole: 'PRINCIPAL', mirroringState: 'SYNCHRONIZED' });
const mirror = aCopy({ state: 'RESTORING', mirroringRole: 'MIRROR', mirroringState: 'SYNCHRONIZED' });

/** A pair of partners, or its principal alone where the topology has no mirror. */
const paired = (pool: Pool, database: DatabaseName, role: PairedRole): DatabaseFacts =>
  pool[database]?.[mirrorOf[role]] === undefined ? aCopy() : principal;

interface Shipping {
  readonly primary: ShippingFacts;
  readonly secondary: ShippingFacts;
}

/** Log shipping as it stands on a pool that nobody has failed over yet. */
function shippingOf({ mgc, logShipping: settings }: Pool): Shipping {
  const [from, to] = [instanceName(mgc.primary), instanceName(mgc.backup)];
  const [backupJob, copyJob, restoreJob] = ['LSBackup_mgc', `LSCopy_${from}_mgc`, `LSRestore_${from}_mgc`];
  const record: SecondaryRecord = {
    primaryServer: from,
    primaryDatabase: 'mgc',
    sourceFolder: settings.share,
    copyFolder: settings.copyFolder,
    keepCopiesFor: settings.keepCopiesFor,
    restoreDelay: 0,
    restoreAll: true,
    restoreMode: 0,
    disconnectUsers: false,
    alertAfter: settings.alertWithoutRestoreAfter,
    alert: 14421,
    alertEnabled: true,
    monitor: null,
    keepHistoryFor: settings.keepHistoryFor,
    copyJob: { name: copyJob, enabled: true, schedules: [everyMinutes('DefaultCopyJobSchedule', settings.copyEvery)] },
    restoreJob: {
      name: restoreJob,
      enabled: true,
      schedules: [everyMinutes('DefaultRestoreJobSchedule', settings.restoreEvery)],
    },
    lastCopiedFile: `${settings.copyFolder}\\mgc_20261121095000.trn`,
    lastRestoredFile: `${settings.copyFolder}\\mgc_20261121094500.trn`,
  };
  const job = (name: string, scheduleId: number, { schedules }: Pick<RecordedJob, 'schedules'>) => ({
    name,
    enabled: true,
    schedules: schedules.map((schedule) => ({ ...schedule, scheduleId })),
  });
  const backups = { schedules: [everyMinutes(`LSBackupSchedule_${from}1`, settings.backupEvery)] };
  return {
    primary: { primary: { backupJob, secondaries: [to] }, jobs: [job(backupJob, 1, backups)] },
    secondary: {
      secondary: { record, copyJob, restoreJob },
      jobs: [job(copyJob, 2, record.copyJob), job(restoreJob, 3, record.restoreJob)],
    },
  };
}

const dataRoles = ['primary', 'mirror', 'backup', 'backupMirror'] as const;
/** By database and role; a store without an entry has no copy. */
type Copies = Readonly<Record<DatabaseName, Partial<Record<StoreRole, DatabaseFacts>>>>;

/** Every store of the topology, each as its own SQL Server answers. */
const storesOf = (pool: Pool, copies: Copies, shipping?: Shipping): StoreFacts[] =>
  databaseNames.flatMap((database) =>
    dataRoles.flatMap((role) => {
      const store = pool[database]?.[role];
      if (store === undefined) return [];
      const copy = copies[database][role];
      const shippingHere = role === 'primary' ? shipping?.primary : role === 'backup' ? shipping?.secondary : undefined;
      return {
        database,
        role,
        instance: instanceName(store),
        server: { version: '12.0.6024.0', sysadmin: true, agentRunning: true },
        ...(copy === undefined ? {} : { copy }),
        ...(database === 'mgc' ? { shipping: shippingHere ?? noShipping } : {}),
      };
    }),
  );

export const identitiesOf = ({ fqdn }: Pool) => ({
  stateIdentity: `Global:${fqdn}`,
  serviceIdentity: `PersistentChatServer:${fqdn}`,
});

/** The pool lives where it should: what a failover meets on a good day. */
export const normalOf = (pool: Pool): Observation => ({
  at: '2026-11-21T10:00:00.000Z',
  workers: { primary: true, secondary: true },
  announced: [],
  stores: storesOf(
    pool,
    {
      mgc: { primary: { ...paired(pool, 'mgc', 'primary'), sessions: 2 }, mirror, backup: restoring },
      mgccomp: {
        primary: paired(pool, 'mgccomp', 'primary'),
        mirror,
        backup: paired(pool, 'mgccomp', 'backup'),
        backupMirror: mirror,
      },
    },
    shippingOf(pool),
  ),
  lync: { ...identitiesOf(pool), poolState: 'Normal', activeServers: activeServersOf(pool, 'primary') },
  chain: {
    shareReachable: true,
    redoLsn: lsn('100'),
    toCopy: fileNames(['mgc_20261121095500.trn']),
    toApply: fileNames(['mgc_20261121095000.trn', 'mgc_20261121095500.trn']),
    endsAt: lsn('300'),
    endsAtTime: '2026-11-21T09:55:00.000Z',
  },
  complianceRows: 0,
});

/** The pool is served by the backup store, and the primary data centre stands again, empty: what a failback meets. */
export const failedOverOf = (pool: Pool): Observation => ({
  at: '2026-11-21T12:00:00.000Z',
  workers: { primary: true, secondary: true },
  announced: [],
  stores: storesOf(pool, {
    mgc: { backup: { ...paired(pool, 'mgc', 'backup'), sessions: 2 }, backupMirror: mirror },
    mgccomp: { primary: aCopy(), backup: paired(pool, 'mgccomp', 'backup'), backupMirror: mirror },
  }),
  lync: { ...identitiesOf(pool), poolState: 'FailedOver', activeServers: activeServersOf(pool, 'secondary') },
  shareReasons: [],
  complianceRows: 0,
});

type CopiesOfMgc = Partial<Record<StoreRole, DatabaseFacts>>;

const withCopies = (seen: Observation, copies: CopiesOfMgc): Observation => ({
  ...seen,
  stores: seen.stores.map((facts) => {
    const copy = facts.database === 'mgc' ? copies[facts.role] : undefined;
    return copy === undefined ? facts : { ...facts, copy };
  }),
});

const nobodyActive = (seen: Observation): Observation => ({
  ...seen,
  ...(seen.lync === undefined ? {} : { lync: { ...seen.lync, activeServers: [] } }),
});

/** The recovery path that both copies are on. */
const onePath = '6f1c2c0e-9f5a-4f0e-8a51-2a4de1b0c7aa';

/** An earlier failover was ended behind its seal. */
export const sealedOf = (pool: Pool): Observation =>
  withCopies(withLeftJob(nobodyActive(normalOf(pool))), {
    primary: aCopy({ state: 'RESTORING', fork: onePath, seal: { upTo: lsn('400'), at: '2026-11-21T09:58:00.000Z' } }),
    mirror: restoring,
    backup: aCopy({ state: 'RESTORING', fork: onePath }),
  });

/** An earlier failover was ended behind the recovery of the backup store. */
export const promotedOf = (pool: Pool): Observation => withCopies(sealedOf(pool), { backup: aCopy() });

/** Failed over, and the primary pair came back as it was, in its mirroring session. */
export const oldPairOf = (pool: Pool): Observation =>
  withBackups(withCopies(failedOverOf(pool), { primary: principal, mirror }), shippingOf(pool).primary);

const withBackups = (seen: Observation, shipping: ShippingFacts): Observation => ({
  ...seen,
  stores: seen.stores.map((facts) =>
    facts.role === 'primary' && facts.database === 'mgc' ? { ...facts, shipping } : facts,
  ),
});

const withLeftJob = (seen: Observation): Observation => ({
  ...seen,
  stores: seen.stores.map((facts) =>
    facts.role === 'primary' && facts.database === 'mgc'
      ? { ...facts, leftJobs: [{ job: 'PCDR_tail_mgc_01a1fe0000', running: false }] }
      : facts,
  ),
});
