/**
 * By what a step of a procedure is known to the lab: the call that takes its effect according to the runbook ("Failing
 * over Persistent Chat Server", "Failing back Persistent Chat Server"), whoever makes it and however it is written.
 */
import type { StepId } from '../../../procedures/registry';
import { activeServersOf, type DataCentreSide, type Pool, type StoreRole } from '../../estate/pool';
import type { EstateCall } from '../../estate/work';

/** What some calls are told apart by. */
export interface Surroundings {
  readonly pool: Pool;
  /** As the central store lists them now. */
  readonly activeServers: () => readonly string[];
}

type StepCall = (call: EstateCall, around: Surroundings) => boolean;

/** Agent jobs of log shipping and the management shell do on their own account what a step may do too. */
const ownAccount: ReadonlySet<string> = new Set(['SQLLogShip', 'Lync Server Management Shell']);

interface Wanted {
  readonly on: readonly StoreRole[];
  readonly commands: readonly string[];
  /** One of them is named; absent = whatever is. */
  readonly names?: readonly string[];
  readonly having?: (options: ReadonlyMap<string, unknown>) => boolean;
}

const statement =
  ({ on, commands, names, having = () => true }: Wanted) =>
  ({ kind, store, program, act: { command, objects, options } }: EstateCall): boolean =>
    kind === 'statement' &&
    store !== undefined &&
    on.includes(store) &&
    !ownAccount.has(program) &&
    commands.includes(command) &&
    (names === undefined || names.some((name) => objects.includes(name))) &&
    having(options);

const cmdlet =
  (name: string, having: (parameters: ReadonlyMap<string, unknown>) => boolean) =>
  ({ kind, act: { command, options } }: EstateCall): boolean =>
    kind === 'cmdlet' && command.toLowerCase() === name.toLowerCase() && having(options);

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value)
    ? value
    : value === null || value === undefined || value === ''
      ? []
      : typeof value === 'object'
        ? Object.values(value).flatMap(list)
        : [value];

const is = (value: unknown, wanted: string): boolean =>
  typeof value === 'string' && value.toLowerCase() === wanted.toLowerCase();

const setsState = (state: string): StepCall =>
  cmdlet('Set-CsPersistentChatState', (parameters) => is(parameters.get('poolstate') ?? 'Normal', state));

const setsServers = (some: boolean): StepCall =>
  cmdlet('Set-CsPersistentChatActiveServer', (parameters) => list(parameters.get('activeservers')).length > 0 === some);

/** The mirror of mgc; the cmdlet is run for mgccomp too. */
const mirrors =
  (role: 'primary' | 'backup'): StepCall =>
  (call, { pool }) =>
    cmdlet(
      'Install-CsMirrorDatabase',
      (parameters) =>
        is(parameters.get('databasetype') ?? 'PersistentChat', 'PersistentChat') &&
        is(parameters.get('sqlserverfqdn'), pool.mgc[role].server),
    )(call);

const storesOf: Readonly<Record<DataCentreSide, readonly StoreRole[]>> = {
  primary: ['primary', 'mirror'],
  secondary: ['backup', 'backupMirror'],
};

/** The question who is connected, put to the stores of the servers that are active: before, the same question is the fence. */
const asksForUsers: StepCall = (call, { pool, activeServers }) =>
  (['primary', 'secondary'] as const).some(
    (side) =>
      activeServersOf(pool, side).some((server) => activeServers().includes(server)) &&
      statement({ on: storesOf[side], commands: ['SELECT'], names: ['sysprocesses', 'dm_exec_sessions'] })(call),
  );

const recovers = (on: readonly StoreRole[]): StepCall =>
  statement({
    on,
    commands: ['RESTORE DATABASE'],
    names: ['mgc'],
    having: (options) => !options.has('disk') && !options.has('norecovery'),
  });

/** `string`: no call of its own, and why. */
export const stepCalls: Readonly<Record<StepId, StepCall | string>> = {
  // The looks before a plan ask the same.
  recordLogShipping: statement({ on: ['backup'], commands: ['SELECT'], names: ['sysjobschedules'] }),
  clearActiveServers: setsServers(false),
  takeTailLog: statement({
    on: ['primary', 'mirror'],
    commands: ['BACKUP LOG'],
    names: ['mgc'],
    having: (options) => options.has('norecovery'),
  }),
  saveTailLog: statement({
    on: ['primary', 'mirror'],
    commands: ['BACKUP LOG'],
    names: ['mgc'],
    having: (options) => options.has('no_truncate'),
  }),
  setOffline: statement({
    on: ['primary', 'mirror'],
    commands: ['ALTER DATABASE'],
    names: ['mgc'],
    having: (options) => options.has('offline'),
  }),
  removeLogShipping: statement({
    on: ['backup'],
    commands: ['EXECUTE'],
    names: ['sp_delete_log_shipping_secondary_database', 'sp_delete_log_shipping_secondary_primary'],
  }),
  copyLogBackups: 'files are copied by the worker, which makes no call for it',
  applyLogBackups: statement({ on: ['backup'], commands: ['RESTORE LOG'], names: ['mgc'] }),
  bringOnline: recovers(['backup']),
  failPoolOver: setsState('FailedOver'),
  mirrorBackup: mirrors('backup'),
  activateServers: setsServers(true),
  verifyService: asksForUsers,
  removeMirroring: statement({
    on: ['backup', 'backupMirror'],
    commands: ['ALTER DATABASE'],
    having: (options) => is(options.get('partner'), 'OFF'),
  }),
  backUpDatabase: statement({
    on: ['backup', 'backupMirror'],
    commands: ['BACKUP DATABASE'],
    names: ['mgc'],
  }),
  restoreOnPrimary: statement({
    on: ['primary'],
    commands: ['RESTORE DATABASE'],
    names: ['mgc'],
    having: (options) => options.has('disk') && !options.has('norecovery'),
  }),
  mirrorPrimary: mirrors('primary'),
  configureLogShipping: statement({
    on: ['primary', 'mirror'],
    commands: ['EXECUTE'],
    names: ['sp_add_log_shipping_primary_database', 'sp_change_log_shipping_primary_database'],
  }),
  setPoolStateNormal: setsState('Normal'),
  partPrimary: statement({
    on: ['primary', 'mirror'],
    commands: ['ALTER DATABASE'],
    having: (options) => is(options.get('partner'), 'OFF'),
  }),
  bringPrincipalBack: recovers(['primary', 'mirror']),
  confirmFence: 'it only looks, as others do',
  resumeLogBackups: 'files join those of log shipping, and jobs are enabled elsewhere by the same call',
  removeLeftJobs: 'every step removes the jobs that it made by the same call',
  silenceLogBackups: statement({
    on: ['primary', 'mirror'],
    commands: ['EXECUTE'],
    names: ['sp_update_job'],
    having: (options) => Number(options.get('enabled')) === 0,
  }),
};

/** @throws Error with the reason when the step has no call of its own. */
export function stepCall(step: StepId, around: Surroundings): (call: EstateCall) => boolean {
  const known = stepCalls[step];
  if (typeof known === 'string') throw new Error(`The step ${step} has no moment: ${known}.`);
  return (call) => known(call, around);
}
