/** The operations by the words in which runbooks speak of them. Which store and which direction is what they are given. */
import type { LyncFacts } from '../domain/observation';
import type { ChainSituation, PairSituation, StoreSituation } from '../domain/situation';
import type { LogShippingRecord } from '../domain/log-shipping-record';
import type { Given, Ref } from '../domain/run/runbook';
import type { DatabaseName, DataCentreSide, StoreRole } from '../domain/topology/pool';
import type { BackupPurpose, CopyBefore, InputOf, Promised, RestoredFor } from './contract';
import { operation, type Operation } from './frame';
import type { LeftJobs } from './left-jobs';
import type { RunPlace } from './procedure';

/** Where the management shell is used: any host that has one reaches the central store, and this side survives. */
const shellSide = 'secondary';

export type Servers = readonly string[];
type PoolState = LyncFacts['poolState'];

/** `servingIn`: the pool state in which they are to serve. */
export const setActiveServers = (
  key: string,
  servers: Servers,
  heardBy: readonly string[],
  servingIn: PoolState | null = null,
) => operation('setActiveServers', shellSide, { servers, servingIn, heardBy }, { key });

export const setPoolState = (state: PoolState, heardBy: readonly string[]) =>
  operation('setPoolState', shellSide, { state, heardBy });

export const confirmNobodyActive = () => operation('confirmNobodyActive', shellSide, {});

export const confirmActive = (servers: Servers) => operation('confirmActive', shellSide, { servers });

/** `Install-CsMirrorDatabase` for a store and its mirror. */
export const installMirror = (
  { role }: Pick<PairSituation, 'role'>,
  databases: readonly DatabaseName[],
  key: string = role,
) => operation('installMirror', shellSide, { of: role, databases }, { key });

export const removeMirroring = ({ role, side, mirrors }: PairSituation, databases = mirrors) =>
  operation(
    'removeMirroring',
    side,
    { copies: databases.map((database) => ({ database, role })), dropMirrorCopies: [] },
    { key: role },
  );

/** The undo of installMirror: what it mirrored is parted again, and copies on the mirror that were not there go. */
export function partMirror({ role, side, mirrorRole, mirrors, mirrored, onMirror }: PairSituation) {
  const parted = mirrors.filter((database) => !mirrored.includes(database));
  const copies = parted.map((database) => ({ database, role }));
  const dropMirrorCopies = parted
    .filter((database) => !onMirror.includes(database))
    .map((database) => ({ database, role: mirrorRole }));
  return operation('removeMirroring', side, { copies, dropMirrorCopies }, { key: `undo ${role}` });
}

export const waitForNoSessions = (side: DataCentreSide, on: readonly StoreRole[]) =>
  operation('waitForNoSessions', side, { on });

export const confirmFence = (side: DataCentreSide, on: readonly StoreRole[]) => operation('confirmFence', side, { on });

export const recordLogShipping = (
  { role, side }: StoreSituation,
  seen: LogShippingRecord,
  { poolState, activeServers }: Pick<LyncFacts, 'poolState' | 'activeServers'>,
) => operation('recordLogShipping', side, { on: role, poolState, activeServers }, { predicts: { record: seen } });

export const removeLeftJobs = ({ role, side, jobs }: LeftJobs) =>
  operation('removeLeftJobs', side, { on: role, jobs }, { key: role });

export const removeLogShipping = ({ role, side }: StoreSituation) => operation('removeLogShipping', side, { on: role });

export const restoreLogShipping = ({ role, side }: StoreSituation, record: Ref<LogShippingRecord>) =>
  operation('restoreLogShipping', side, { on: role, record });

/** The seal. Everything up to `atLeast` is in the log backups before the tail, so the tail ends there or later. */
export const takeTailLog = ({ role, side }: StoreSituation, atLeast: string) =>
  operation('takeTailLog', side, { on: role }, { promises: { lastLsn: { kind: 'LSN at least', lsn: atLeast } } });

export const saveTailLog = ({ role, side }: StoreSituation) => operation('saveTailLog', side, { on: role });

export const setOffline = ({ role, side }: StoreSituation, is: InputOf<'setOffline'>['is']) =>
  operation('setOffline', side, { on: role, is });

export const setOnline = ({ role, side }: StoreSituation, { losesMirror }: { readonly losesMirror: boolean }) =>
  operation('setOnline', side, { on: role, losesMirror });

export const bringPrincipalBack = (
  { role, side }: StoreSituation,
  { losesMirror }: { readonly losesMirror: boolean },
) => operation('bringPrincipalBack', side, { on: role, losesMirror });

export const resumeLogBackups = ({ role, side, backsUpLog }: StoreSituation) =>
  operation('resumeLogBackups', side, { on: role, enables: backsUpLog });

export const silenceLogBackups = ({ role, side }: StoreSituation) => operation('silenceLogBackups', side, { on: role });

export const enableLogBackups = ({ role, side }: StoreSituation) => operation('enableLogBackups', side, { on: role });

export const copyLogBackups = (
  { role, side }: StoreSituation,
  { shareReachable, stopsAtGap }: ChainSituation,
  promised: Given<Promised>,
) => operation('copyLogBackups', side, { for: role, shareReachable, ...onlyWhere(stopsAtGap), ...promised });

export const removeTailCopy = ({ role, side }: StoreSituation) => operation('removeTailCopy', side, { for: role });

export const applyLogBackups = (
  { role, side }: StoreSituation,
  { stopsAtGap }: ChainSituation,
  promised: Given<Promised>,
) => operation('applyLogBackups', side, { on: role, ...onlyWhere(stopsAtGap), ...promised });

/** An input that says it only where somebody asked for it. */
const onlyWhere = (stopsAtGap: boolean): { stopsAtGap?: true } => (stopsAtGap ? { stopsAtGap } : {});

export const bringOnline = ({ role, side }: StoreSituation, fenced: readonly StoreRole[], promised: Given<Promised>) =>
  operation('bringOnline', side, { on: role, fenced, ...promised });

/** A full backup of mgc to the share; `file` is where it will lie. */
export const backUp = ({ role, side }: StoreSituation, purpose: BackupPurpose, { share, file }: RunPlace) =>
  operation(
    'backUpDatabase',
    side,
    { on: role, purpose },
    { key: purpose, predicts: { file: file(purpose) }, promises: { file: { kind: 'file under', folder: share } } },
  );

export const removeBackup = ({ role, side }: StoreSituation, purpose: BackupPurpose) =>
  operation('removeBackup', side, { on: role, purpose }, { key: purpose });

export const restore = (
  { role, side }: StoreSituation,
  backup: Operation<'backUpDatabase'>,
  use: RestoredFor,
  carriedOver: { readonly to: StoreSituation; readonly copy: Operation<'backUpDatabase'> } | null = null,
) =>
  operation(
    'restoreDatabase',
    side,
    {
      on: role,
      source: backup.input.on,
      purpose: backup.input.purpose,
      file: backup.gives.file,
      for: use,
      carriedOver: carriedOver === null ? null : { to: carriedOver.to.role, file: carriedOver.copy.gives.file },
    },
    { key: role },
  );

export const confirmCarriedOver = (from: StoreSituation, to: StoreSituation, copy: Operation<'backUpDatabase'>) =>
  operation('confirmCarriedOver', from.side, { from: from.role, to: to.role, file: copy.gives.file });

export const putBack = ({ role, side, isOnline, isOutOfUse }: StoreSituation, source: StoreSituation) =>
  operation('putBack', side, { on: role, source: source.role, before: stoodBefore(isOnline, isOutOfUse) });

const stoodBefore = (isOnline: boolean, isOutOfUse: boolean): CopyBefore =>
  isOnline ? 'online' : isOutOfUse ? 'out of use' : 'nothing';

export const configurePrimary = ({ role, side }: StoreSituation, to: StoreSituation) =>
  operation('configureLogShippingPrimary', side, { on: role, to: to.role });

export const configureSecondary = ({ role, side }: StoreSituation, from: StoreSituation) =>
  operation('configureLogShippingSecondary', side, { on: role, from: from.role });

/** The first log backup behind the full backup that the other store was seeded with. */
export const runLogBackup = (
  { role, side }: StoreSituation,
  seed: Operation<'backUpDatabase'>,
  { share }: Pick<RunPlace, 'share'>,
) =>
  operation(
    'runLogBackup',
    side,
    { on: role, after: seed.gives.file },
    { promises: { file: { kind: 'file under', folder: share } } },
  );

export const runCopyAndRestore = (
  { role, side }: StoreSituation,
  from: StoreSituation,
  log: Operation<'runLogBackup'>,
) => operation('runCopyAndRestore', side, { on: role, from: from.role, file: log.gives.file });

export const noteComplianceRows = (counted: number | null, again: StoreRole | null) =>
  operation('noteComplianceRows', shellSide, { counted, again });

export const verifyService = (side: DataCentreSide) => operation('verifyService', side, { side });
