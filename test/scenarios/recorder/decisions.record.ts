/** Steps that fail: tried again by the run itself, retried and skipped by an operator, before the point of no return and behind it. */
import type { StepId } from '../../../procedures/registry';
import type { ActivityName } from '../../../lab/rig/in-process/activity-faults';
import { allConsents } from '../support/estate-under-test';
import { operator } from '../support/run';
import { quietEstate, rebuilt } from './estates';
import { recorded } from './keep';

interface Failing {
  readonly situation: string;
  readonly step: StepId;
  readonly activity: ActivityName;
  readonly answer: 'retryStep' | 'skipStep';
}

const failovers: Readonly<Record<string, Failing>> = {
  'failover-step-retried': {
    situation: 'Copying the log backups fails before the point of no return, and an operator retries the step.',
    step: 'copyLogBackups',
    activity: 'copyLogBackups',
    answer: 'retryStep',
  },
  'failover-step-retried-forward': {
    situation: 'Setting the pool state fails behind the point of no return, and an operator retries the step.',
    step: 'failPoolOver',
    activity: 'setPoolState',
    answer: 'retryStep',
  },
  'failover-look-skipped': {
    situation: 'The last look at the service fails, and an operator skips it.',
    step: 'verifyService',
    activity: 'verifyService',
    answer: 'skipStep',
  },
};

const failbacks: Readonly<Record<string, Failing>> = {
  'failback-mirror-skipped': {
    situation:
      'The mirror of the primary store cannot be seeded, and an operator skips the step: serving, unprotected.',
    step: 'mirrorPrimary',
    activity: 'installMirror',
    answer: 'skipStep',
  },
  'failback-step-retried': {
    situation: 'The restore on the primary store fails after it took effect, and an operator retries the step.',
    step: 'restoreOnPrimary',
    activity: 'restoreDatabase',
    answer: 'retryStep',
  },
  'failback-step-retried-forward': {
    situation:
      'The first log backup fails in the middle of a step behind the point of no return; retried, the step goes on there.',
    step: 'configureLogShipping',
    activity: 'runLogBackup',
    answer: 'retryStep',
  },
  'failback-log-shipping-skipped': {
    situation:
      'Log shipping cannot be configured behind the point of no return, and an operator skips it: serving, unprotected.',
    step: 'configureLogShipping',
    activity: 'configureLogShippingPrimary',
    answer: 'skipStep',
  },
};

for (const [rows, procedure] of [
  [failovers, 'failover'],
  [failbacks, 'failback'],
] as const)
  for (const [name, { situation, step, activity, answer }] of Object.entries(rows))
    recorded(name, situation, async () => {
      const estate = await (procedure === 'failover' ? quietEstate() : quietEstate().then(rebuilt));
      estate.workers.faults.strike(activity, 'after its effect');
      const run = await estate.start(procedure, allConsents(procedure));
      await run.waitForPhase('step failed', 'step failed, forward only');
      await run.send(answer, { step, ...operator });
      return run;
    });

recorded(
  'failover-second-attempt',
  'Install-CsMirrorDatabase fails once, and the worker tries again by itself.',
  async () => {
    const estate = await quietEstate();
    estate.lab.cmdletFaults.add('fail', 'Install-CsMirrorDatabase', 1);
    return (await estate.complete('failover')).run;
  },
);
