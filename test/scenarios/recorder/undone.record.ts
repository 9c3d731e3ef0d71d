/** Runs that are taken back: aborted at every step and while they wait, cancelled, and with an undo that fails. */
import type { StepId } from '../../../procedures/registry';
import type { ActivityName } from '../../../lab/rig/in-process/activity-faults';
import { allConsents, type EstateUnderTest } from '../support/estate-under-test';
import { operator, type Run } from '../support/run';
import { oldPairBack } from '../support/situations';
import { until } from '../../../lab/rig/testing/until';
import { damaged, endedAt, quietEstate, rebuilt } from './estates';
import { recorded } from './keep';

/** An undone run leaves the estate as it was, so one serves them all. */
const estates = {
  failover: () => quietEstate(),
  'damaged failover': () => quietEstate({ without: ['mirror'] }).then(damaged),
  'failover that goes on': () => quietEstate().then((estate) => endedAt(estate, 'bringOnline')),
  failback: () => quietEstate().then(rebuilt),
  'failback to the old pair': () => quietEstate({ without: ['witness'] }).then(oldPairBack),
  'failback that lets users in': () => quietEstate().then((estate) => endedAt(estate, 'takeTailLog')),
} as const;
type EstateName = keyof typeof estates;
const made: Partial<Record<EstateName, Promise<EstateUnderTest>>> = {};

/** What an earlier run left is cleared away for good. */
const isUsedUp: ReadonlySet<EstateName> = new Set(['failover that goes on', 'failback that lets users in']);

const estateFor = (name: EstateName): Promise<EstateUnderTest> =>
  isUsedUp.has(name) ? estates[name]() : (made[name] ??= estates[name]());

/** The activity that takes the effect of the step. */
const acts = {
  failover: {
    recordLogShipping: 'recordLogShipping',
    clearActiveServers: 'waitForNoSessions',
    takeTailLog: 'takeTailLog',
    removeLogShipping: 'removeLogShipping',
    copyLogBackups: 'copyLogBackups',
    applyLogBackups: 'applyLogBackups',
  },
  'damaged failover': { saveTailLog: 'saveTailLog', setOffline: 'setOffline' },
  'failover that goes on': { removeLeftJobs: 'removeLeftJobs', confirmFence: 'confirmFence' },
  failback: {
    clearActiveServers: 'setActiveServers',
    removeMirroring: 'removeMirroring',
    backUpDatabase: 'backUpDatabase',
    restoreOnPrimary: 'restoreDatabase',
    mirrorPrimary: 'installMirror',
  },
  'failback to the old pair': { silenceLogBackups: 'silenceLogBackups', partPrimary: 'removeMirroring' },
  'failback that lets users in': { removeLeftJobs: 'removeLeftJobs', bringPrincipalBack: 'bringPrincipalBack' },
} as const satisfies Record<string, Partial<Record<StepId, ActivityName>>>;

const procedureOf = (name: EstateName): 'failover' | 'failback' =>
  name.includes('failback') ? 'failback' : 'failover';

/** Calls of the same activity that another step makes before. */
const before: Partial<Record<StepId, number>> = { partPrimary: 1 };

async function failedAt(name: EstateName, activity: ActivityName, passing = 0): Promise<Run> {
  const { workers, start } = await estateFor(name);
  const procedure = procedureOf(name);
  workers.faults.strike(activity, 'after its effect', passing);
  const run = await start(procedure, allConsents(procedure));
  await run.waitForPhase('step failed');
  return run;
}

for (const name of Object.keys(estates) as EstateName[])
  for (const [step, activity] of Object.entries(acts[name]) as [StepId, ActivityName][])
    recorded(
      `${procedureOf(name)}-aborted-at-${step}`,
      `The step ${step} fails after it took effect, and an operator aborts: everything is undone.`,
      async () => {
        const run = await failedAt(name, activity, before[step]);
        await run.send('abort', operator);
        return run;
      },
    );

recorded(
  'failover-aborted-while-it-waited',
  'An operator aborts where the plan waits for consents: there is nothing to undo.',
  async () => {
    const run = await (await estateFor('failover')).start('failover');
    await run.waitForPhase('awaiting consent');
    await run.send('abort', operator);
    return run;
  },
);

recorded(
  'failover-aborted-in-an-act',
  'An operator aborts while a cmdlet runs: the activity is cancelled, and undone once it has ended.',
  async () => {
    const { workers, start } = await estateFor('failover');
    const letGo = workers.faults.hold('setActiveServers');
    const run = await start('failover', allConsents('failover'));
    await run.waitForStep('clearActiveServers');
    await run.send('abort', operator);
    await until('the act is asked to end', async () =>
      ((await run.handle.describe()).raw.pendingActivities ?? []).some(({ state }) => Number(state) === 3),
    );
    letGo();
    return run;
  },
);

recorded(
  'failover-cancelled',
  'Somebody cancels the run in Temporal at a failed step: everything is undone, and it ends cancelled.',
  async () => {
    const run = await failedAt('failover', 'copyLogBackups');
    await run.handle.cancel();
    return run;
  },
);

for (const [answer, says] of [
  ['retryStep', 'retries it'],
  ['skipStep', 'leaves it to a person'],
] as const)
  recorded(`failover-undo-${answer}`, `An undo fails after an abort, and an operator ${says}.`, async () => {
    const { workers } = await estateFor('failover');
    // The step's own call passes, its undo is struck.
    workers.faults.strike('setActiveServers', 'before its effect', 1);
    const run = await failedAt('failover', 'waitForNoSessions');
    await run.send('abort', operator);
    await run.waitForPhase('needs a person');
    await run.send(answer, { step: 'clearActiveServers', ...operator });
    return run;
  });
