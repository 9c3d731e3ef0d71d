/** Every step before the point of no return is failed once, before its effect and after it; the estate is found as it was. */
import type { FailbackStepId, FailoverStepId, ProcedureName, StepId } from '../../procedures/registry';
import { compareLsn } from '../../lab/estate/lsn';
import { undoable } from '../support/steps';
import type { ActivityName, Moment } from '../../lab/rig/in-process/activity-faults';
import { aPool } from '../../lab/rig/testing/a-pool';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { instanceOf } from '../../lab/rig/testing/estate-state';
import { operator } from './support/run';
import { usersChat } from './support/situations';
import { snapshotOf } from './support/undo/snapshot';
import { until } from '../../lab/rig/testing/until';

/** The activity of a step that is struck: the one that takes its effect. */
const acts = {
  failover: {
    recordLogShipping: ['recordLogShipping'],
    clearActiveServers: ['setActiveServers', 'waitForNoSessions'],
    takeTailLog: ['takeTailLog'],
    removeLogShipping: ['removeLogShipping'],
    copyLogBackups: ['copyLogBackups'],
    applyLogBackups: ['applyLogBackups', 'confirmFence'],
  } satisfies Partial<Record<FailoverStepId, ActivityName[]>>,
  failback: {
    clearActiveServers: ['setActiveServers'],
    removeMirroring: ['removeMirroring'],
    backUpDatabase: ['backUpDatabase'],
    restoreOnPrimary: ['restoreDatabase'],
    mirrorPrimary: ['installMirror'],
  } satisfies Partial<Record<FailbackStepId, ActivityName[]>>,
} as const;

/** In real time: names of log backups count seconds, and a long row of them takes long to walk. */
const everySecond = { backupEvery: 10, copyEvery: 10, restoreEvery: 10 };

const moments: readonly Moment[] = ['before its effect', 'after its effect'];

const rowsOf = (procedure: ProcedureName): [StepId, ActivityName, Moment][] =>
  Object.entries<readonly ActivityName[]>(acts[procedure]).flatMap(([step, activities]) =>
    activities.flatMap((activity) =>
      moments.map((moment): [StepId, ActivityName, Moment] => [step as StepId, activity, moment]),
    ),
  );

async function failAndAbort(
  estate: EstateUnderTest,
  procedure: ProcedureName,
  [step, activity, moment]: [StepId, ActivityName, Moment],
): Promise<void> {
  const before = await snapshotOf(estate.lab);
  estate.workers.faults.strike(activity, moment);
  const run = await estate.startAgreed(procedure);
  const progress = await run.waitForPhase('step failed');
  expect(progress.waitsFor).toContain(`Step "${step}"`);
  expect(progress.waitsFor).toContain(`${activity} was made to fail ${moment}.`);
  await run.send('abort', operator);
  const report = await run.result();
  expect(report.result).toBe('undone');
  expect(await snapshotOf(estate.lab)).toEqual(before);
  estate.lab.invariants.checkLoss();
}

/** The chain of log backups is whole: what the primary logs from now on reaches the backup store. */
async function logShippingGoesOn({ lab }: EstateUnderTest): Promise<void> {
  const written = instanceOf(lab, 'primary').database('mgc')!.lsn;
  await until('log shipping goes on', () => compareLsn(instanceOf(lab, 'backup').database('mgc')!.lsn, written) >= 0);
}

describe('A failover that is aborted at a failed step leaves the estate as it was', () => {
  let estate: EstateUnderTest;
  beforeAll(async () => {
    estate = await estateUnderTest({ pool: aPool({ logShipping: everySecond }) });
    await usersChat(estate);
  });

  it('has a row here for every step that can be undone, but for those of a damaged principal', () => {
    expect(Object.keys(acts.failover).sort()).toEqual(undoable('failover').sort());
  });

  it.each(rowsOf('failover'))('%s: %s failed %s', async (...row) => {
    await failAndAbort(estate, 'failover', row);
    await usersChat(estate, 5);
  });

  // Every row but the first met a whole chain already, or its failover would have been refused.
  it('log shipping goes on with what was logged around every abandoned seal', async () => {
    await logShippingGoesOn(estate);
  });
});

describe('A failback that is aborted at a failed step leaves the estate as it was', () => {
  let estate: EstateUnderTest;
  beforeAll(async () => {
    estate = await estateUnderTest({ pool: aPool({ logShipping: everySecond }) });
    await usersChat(estate);
    await estate.complete('failover');
    await usersChat(estate);
  });

  it('has a row here for every step that can be undone', () => {
    expect(Object.keys(acts.failback)).toEqual(undoable('failback'));
  });

  it.each(rowsOf('failback'))('%s: %s failed %s', async (...row) => {
    await failAndAbort(estate, 'failback', row);
    await usersChat(estate, 5);
  });
});
