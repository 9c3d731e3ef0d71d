/** What is seen of the pool in its two good states; tests change one fact at a time. */
import { fileNames } from '../../../domain/file-names';
import { noShipping, type SecondaryRecord, type ShippingFacts } from '../../../domain/log-shipping-record';
import { lsn } from '../../../domain/lsn';
import type { ChainFacts, DatabaseFacts, Observation, StoreFacts } from '../../../domain/observation';
import type { StoreRole } from '../../../domain/topology/pool';

type Database = StoreFacts['database'];

const hosts: Partial<Record<StoreRole, string>> = {
  primary: 'SQL1\\CHAT',
  mirror: 'SQL2\\CHAT',
  backup: 'SQL3\\CHAT',
  backupMirror: 'SQL4\\CHAT',
};

const copy = (changes: Partial<DatabaseFacts>): DatabaseFacts => ({
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

const principal = copy({ mirroringRole: 'PRINCIPAL', mirroringState: 'SYNCHRONIZED' });
const mirror = copy({ state: 'RESTORING', mirroringRole: 'MIRROR', mirroringState: 'SYNCHRONIZED' });

const job = (name: string, scheduleId: number) => ({ name, enabled: true, schedule: { scheduleId, minutes: 5 } });
const copyJob = 'LSCopy_SQL1\\CHAT_mgc';
const restoreJob = 'LSRestore_SQL1\\CHAT_mgc';

const record: SecondaryRecord = {
  primaryServer: 'SQL1\\CHAT',
  primaryDatabase: 'mgc',
  sourceFolder: '\\\\fs1.contoso.com\\pchat-logs',
  copyFolder: 'D:\\pchat-copies',
  keepCopiesFor: 4320,
  restoreDelay: 0,
  restoreAll: true,
  restoreMode: 0,
  disconnectUsers: false,
  alertAfter: 45,
  alertEnabled: true,
  keepHistoryFor: 5760,
  copyJob: { name: copyJob, enabled: true, everyMinutes: 5 },
  restoreJob: { name: restoreJob, enabled: true, everyMinutes: 5 },
  lastCopiedFile: 'D:\\pchat-copies\\mgc_20261121095000.trn',
  lastRestoredFile: 'D:\\pchat-copies\\mgc_20261121094500.trn',
};

/** Log shipping as it stands on a pool that nobody has failed over yet. */
const shipsLogs: ShippingFacts = {
  primary: { backupJob: 'LSBackup_mgc', secondaries: ['SQL3\\CHAT'] },
  jobs: [job('LSBackup_mgc', 1)],
};
const takesLogs: ShippingFacts = {
  secondary: { record, copyJob, restoreJob },
  jobs: [job(copyJob, 2), job(restoreJob, 3)],
};

const store = (
  database: Database,
  role: StoreRole,
  facts?: DatabaseFacts,
  shipping: ShippingFacts = noShipping,
): StoreFacts => ({
  database,
  role,
  instance: hosts[role] ?? role,
  server: { version: '12.0.6024.0', sysadmin: true, agentRunning: true },
  ...(facts === undefined ? {} : { copy: facts }),
  ...(database === 'mgc' ? { shipping } : {}),
});

export const identities = {
  stateIdentity: 'Global:chat.contoso.com',
  serviceIdentity: 'PersistentChatServer:chat.contoso.com',
};

/** The pool lives where it should: what a failover meets on a good day. */
export const normalState: Observation = {
  at: '2026-11-21T10:00:00.000Z',
  workers: { primary: true, secondary: true },
  announced: [],
  stores: [
    store('mgc', 'primary', { ...principal, sessions: 2 }, shipsLogs),
    store('mgc', 'mirror', mirror),
    store('mgc', 'backup', copy({ state: 'RESTORING' }), takesLogs),
    store('mgc', 'backupMirror'),
    store('mgccomp', 'primary', principal),
    store('mgccomp', 'mirror', mirror),
    store('mgccomp', 'backup', principal),
    store('mgccomp', 'backupMirror', mirror),
  ],
  lync: { ...identities, poolState: 'Normal', activeServers: ['chat1.contoso.com', 'chat2.contoso.com'] },
  chain: {
    shareReachable: true,
    redoLsn: lsn('100'),
    toCopy: fileNames(['mgc_20261121095500.trn']),
    toApply: fileNames(['mgc_20261121095000.trn', 'mgc_20261121095500.trn']),
    endsAt: lsn('300'),
    endsAtTime: '2026-11-21T09:55:00.000Z',
  },
  complianceRows: 0,
};

/** The pool is served by the backup store, and the primary data centre stands again, empty: what a failback meets. */
export const failedOverState: Observation = {
  at: '2026-11-21T12:00:00.000Z',
  workers: { primary: true, secondary: true },
  announced: [],
  stores: [
    store('mgc', 'primary'),
    store('mgc', 'mirror'),
    store('mgc', 'backup', { ...principal, sessions: 2 }),
    store('mgc', 'backupMirror', mirror),
    store('mgccomp', 'primary', copy({})),
    store('mgccomp', 'mirror'),
    store('mgccomp', 'backup', principal),
    store('mgccomp', 'backupMirror', mirror),
  ],
  lync: { ...identities, poolState: 'FailedOver', activeServers: ['chat3.contoso.com', 'chat4.contoso.com'] },
  shareReasons: [],
  complianceRows: 0,
};

/** The same with one store changed; `undefined` as a value removes the fact. */
export function withStore(
  seen: Observation,
  role: StoreRole,
  changes: { [Key in keyof StoreFacts]?: StoreFacts[Key] | undefined },
  database: Database = 'mgc',
): Observation {
  const changed = (facts: StoreFacts): StoreFacts =>
    Object.fromEntries(
      Object.entries({ ...facts, ...changes }).filter(([, value]) => value !== undefined),
    ) as unknown as StoreFacts;
  return {
    ...seen,
    stores: seen.stores.map((facts) => (facts.role === role && facts.database === database ? changed(facts) : facts)),
  };
}

/** The same with facts of one copy changed; the store must have one. */
export function withCopy(
  seen: Observation,
  role: StoreRole,
  changes: Partial<DatabaseFacts>,
  database: Database = 'mgc',
): Observation {
  const known = seen.stores.find((facts) => facts.role === role && facts.database === database)?.copy ?? copy({});
  return withStore(seen, role, { copy: { ...known, ...changes } }, database);
}

export const withServer = (
  seen: Observation,
  role: StoreRole,
  changes: Partial<NonNullable<StoreFacts['server']>>,
): Observation => {
  const known = seen.stores.find((facts) => facts.role === role && facts.database === 'mgc')!.server!;
  return withStore(seen, role, { server: { ...known, ...changes } });
};

/** An instance that does not answer, as `observeStores` reports it. */
export const silent = (seen: Observation, role: StoreRole, reason = 'SQL Server does not answer'): Observation =>
  (['mgc', 'mgccomp'] as const).reduce(
    (before, database) =>
      withStore(before, role, { server: undefined, copy: undefined, shipping: undefined, reason }, database),
    seen,
  );

/** Both stores of the primary data centre and its worker are silent. */
export const primaryLost: Observation = {
  ...silent(silent(normalState, 'primary'), 'mirror'),
  workers: { primary: false, secondary: true },
};

export const withChain = (seen: Observation, changes: Partial<ChainFacts>): Observation => ({
  ...seen,
  chain: { ...seen.chain!, ...changes },
});

/** The same without some of its facts. */
export function without(
  seen: Observation,
  ...facts: readonly ('lync' | 'chain' | 'complianceRows' | 'shareReasons')[]
): Observation {
  return Object.fromEntries(
    Object.entries(seen).filter(([name]) => !(facts as readonly string[]).includes(name)),
  ) as unknown as Observation;
}
