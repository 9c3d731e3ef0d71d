/** The file server of log shipping stands in the data centre that is lost: only what was copied before counts. */
import { actsOf } from '../support/plan-lines';
import type { Plan } from '../../domain/run/plan';
import type { Progress } from '../../domain/run/progress';
import type { Report } from '../../domain/run/report';
import { aPool } from '../../lab/rig/testing/a-pool';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { runShippingJob, shippedByHand } from '../../lab/rig/testing/log-backups';
import { operator } from './support/run';
import { servedBy } from '../../lab/rig/testing/estate-state';
import { usersChat, usersLeave } from './support/situations';

describe('The log-shipping share is lost with the primary data centre', () => {
  let estate: EstateUnderTest;
  let plan: Plan;
  let atMirror: Progress;
  let served: ReturnType<typeof servedBy>;
  let report: Report;
  let sentAfterTheCopy: number;
  let step: string | undefined;

  beforeAll(async () => {
    estate = await estateUnderTest({ pool: aPool({ shareIn: 'primary', logShipping: shippedByHand }) });
    const { lab } = estate;
    await usersChat(estate);
    await runShippingJob(lab, 'backup');
    await runShippingJob(lab, 'copy');
    const before = lab.chat.audit().acknowledged;
    await usersChat(estate);
    await runShippingJob(lab, 'backup');
    await usersLeave(estate);
    sentAfterTheCopy = lab.chat.audit().acknowledged - before;
    await lab.loseDataCentre('primary');
    const run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    plan = (await run.plan())!;
    await run.consent();
    atMirror = await run.waitForPhase('step failed, forward only');
    served = servedBy(lab);
    await run.send('skipStep', { step: 'mirrorBackup', ...operator });
    report = await run.result();
    step = (await run.progress()).steps.find(({ id }) => id === 'copyLogBackups')?.says;
  });

  it('says so in the bound of loss and in the plan', () => {
    expect(plan.lossBound?.says).toContain('The share cannot be reached, so only copied log backups count.');
    expect(plan.notes).toContain(
      `The share ${estate.pool.logShipping.share} cannot be reached: log backups that were not copied are lost with it, unless it is back when they are copied.`,
    );
    expect(actsOf(plan, 'copyLogBackups')).toMatchObject([
      { forEach: { each: 'file', of: 'log backups on the share, should it be reachable by then' } },
    ]);
    expect(step).toBe('the share cannot be reached: only what was copied before counts');
  });

  it('loses what was not copied, and nothing older than its bound says', () => {
    const { lab } = estate;
    const { missing } = lab.chat.audit();
    expect(missing.length).toBeGreaterThan(0);
    expect(missing.length).toBeLessThanOrEqual(sentAfterTheCopy + 20);
    const bound = report.lossBound;
    lab.invariants.checkLoss(bound?.kind === 'since' && bound.since !== null ? new Date(bound.since) : undefined);
  });

  it('serves before it finds that the mirror cannot be seeded, and lets an operator leave the mirror out', () => {
    expect(Object.values(served)).toEqual(['SQL3\\CHAT', 'SQL3\\CHAT']);
    expect(atMirror.waitsFor).toMatch(/^Step "mirrorBackup" .* failed: .*The network path was not found/);
    expect(report).toMatchObject({ result: 'serving, unprotected', skipped: ['mirrorBackup'] });
  });
});
