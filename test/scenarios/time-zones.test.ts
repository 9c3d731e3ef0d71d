/** The bound of loss is true wherever the servers stand: a server at UTC+9 wrote what one at UTC-5 reads. */
import { aPool } from '../../lab/rig/testing/a-pool';
import { runShippingJob, shippedByHand } from '../../lab/rig/testing/log-backups';
import type { Plan } from '../../domain/run/plan';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { usersChat, usersLeave } from './support/situations';

const eastward = { primary: 'Asia/Tokyo', mirror: 'Asia/Tokyo', backup: 'America/Lima', backupMirror: 'America/Lima' };
const westward = { primary: 'America/Lima', mirror: 'America/Lima', backup: 'Asia/Tokyo', backupMirror: 'Asia/Tokyo' };

describe.each([
  ['east of', eastward, '2012'],
  ['west of', westward, '2012'],
  ['east of', eastward, '2022'],
] as const)('A primary data centre %s the secondary (%#)', (_, timeZones, version) => {
  let estate: EstateUnderTest;
  let plan: Plan;
  let backedUpAt: number;

  beforeAll(async () => {
    const pool = aPool({ logShipping: shippedByHand });
    const policy = { ...pool.policy, lossObjective: 15 };
    const versions = { primary: version, mirror: version, backup: version, backupMirror: version };
    estate = await estateUnderTest({ pool: { ...pool, policy }, timeZones, versions });
    const { lab } = estate;
    await usersChat(estate);
    backedUpAt = Date.now();
    await runShippingJob(lab, 'backup');
    await usersChat(estate);
    await usersLeave(estate);
    await lab.loseDataCentre('primary');
    const run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    plan = (await run.plan())!;
    await run.consent();
    await run.result();
  });

  it('states the loss by true time, as of now, and says that it grows', () => {
    const bound = plan.lossBound!;
    if (bound.kind !== 'since') throw new Error(`the bound is ${bound.kind}`);
    // The stamp of log shipping has whole seconds.
    expect(Math.abs(Date.parse(bound.since!) - backedUpAt)).toBeLessThan(60_000);
    expect([bound.minutes! >= 1, bound.minutes! < 15]).toEqual([true, true]);
    expect(bound.says).toMatch(/ may be lost: up to \d+ min as of \S+Z, and more with every minute since\./);
    expect(bound.says).toMatch(/ The objective is 15 min: met so far\.$/);
  });

  it('loses nothing that the bound does not name, and fails back', async () => {
    const { lab } = estate;
    const { lossBound: bound } = plan;
    expect(lab.chat.audit().missing.length).toBeGreaterThan(0);
    lab.invariants.checkLoss(bound?.kind === 'since' && bound.since !== null ? new Date(bound.since) : undefined);
    await lab.rebuildDataCentre('primary');
    const { report } = await estate.complete('failback');
    expect(report.result).toBe('completed');
    expect(lab.invariants.violations).toEqual([]);
  });
});
