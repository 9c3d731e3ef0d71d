/** The night itself: the primary data centre is gone while users chat, and the pool is failed over. */
import type { Plan } from '../../domain/run/plan';
import type { Progress } from '../../domain/run/progress';
import type { Report } from '../../domain/run/report';
import { stepIdsOf } from '../support/steps';
import { copiesOf, instanceOf, servedBy } from '../../lab/rig/testing/estate-state';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { operator, type Run } from './support/run';
import { usersChat, usersLeave } from './support/situations';

interface Night {
  readonly estate: EstateUnderTest;
  readonly run: Run;
  readonly report: Report;
}

async function lostWhileUsersChat(): Promise<EstateUnderTest> {
  const estate = await estateUnderTest();
  await usersChat(estate);
  await estate.lab.loseDataCentre('primary');
  return estate;
}

/** Users find the pool again; what they lost is compared with what was declared. */
async function morning({ lab }: EstateUnderTest, { lossBound }: Report): Promise<void> {
  await usersChat({ lab });
  await usersLeave({ lab });
  lab.invariants.checkLoss(
    lossBound?.kind === 'since' && lossBound.since !== null ? new Date(lossBound.since) : undefined,
  );
}

describe('The primary data centre is lost', () => {
  let bySteps: Night;
  let waiting: Progress;
  let plan: Plan | undefined;
  let afterOneConsent: Progress;
  let byAlert: Night;

  beforeAll(async () => {
    const [first, second] = await Promise.all([lostWhileUsersChat(), lostWhileUsersChat()]);
    const withUpdates = async (): Promise<void> => {
      const run = await first.start('failover');
      waiting = await run.waitForPhase('awaiting consent');
      plan = await run.plan();
      await run.send('acceptDataLoss', { ...operator, plan: plan?.hash });
      afterOneConsent = await run.progress();
      await run.send('approve', { ...operator, plan: plan?.hash });
      const report = await run.result();
      await morning(first, report);
      bySteps = { estate: first, run, report };
    };
    const withInput = async (): Promise<void> => {
      const { run, report } = await second.complete('failover', { order: 'as-documented' });
      await morning(second, report);
      byAlert = { estate: second, run, report };
    };
    await Promise.all([withUpdates(), withInput()]);
  });

  it('waits for acceptDataLoss and for approve, and says what to type', () => {
    expect(waiting.mayType.map(({ update }) => update)).toEqual(['approve', 'acceptDataLoss', 'abort']);
    for (const { json } of waiting.mayType) expect(JSON.parse(json)).toMatchObject({ by: expect.any(String) });
    expect(waiting.waitsFor).toContain(`acceptDataLoss and approve of plan ${plan!.hash}`);
  });

  it('states its bound of loss before anybody agrees to it', () => {
    const bound = plan!.lossBound!;
    expect(bound.kind).toBe('since');
    expect(bound.says).toMatch(
      /^Every message sent after \d{4}-\d\d-\d\dT\S+Z \(LSN \d{1,25}\) may be lost: up to \d+ min as of /,
    );
    expect(waiting.waitsFor).toContain(bound.says);
  });

  it('goes on waiting when only the loss is accepted', () => {
    expect(afterOneConsent.phase).toBe('awaiting consent');
    expect(afterOneConsent.waitsFor).toContain('It waits for approve of plan');
  });

  it('records each consent with who, why and the plan it saw', () => {
    expect(
      bySteps.report.decisions.map(({ update, by, reason, plan: seen }) => ({ update, by, reason, seen })),
    ).toEqual(['acceptDataLoss', 'approve'].map((update) => ({ update, ...operator, seen: plan!.hash })));
  });

  it('needs no update when the input carries both consents', () => {
    expect(byAlert.report.result).toBe('completed');
    expect(byAlert.report.decisions.map(({ update }) => update)).toEqual(['acceptDataLoss', 'approve']);
  });

  it.each([
    ['service-first', () => bySteps, ['failPoolOver', 'activateServers', 'verifyService', 'mirrorBackup']],
    ['as-documented', () => byAlert, ['failPoolOver', 'mirrorBackup', 'activateServers', 'verifyService']],
  ] as const)('takes the steps in the order %s', async (variant, night, lastSteps) => {
    const { run, report } = night();
    expect(report.order).toBe(variant);
    const { steps } = await run.progress();
    expect(steps.every(({ status }) => status === 'done')).toBe(true);
    const firstSteps = stepIdsOf('failover').filter(
      (id) => id !== 'takeTailLog' && !lastSteps.some((last) => last === id),
    );
    expect(steps.map(({ id }) => id)).toEqual([...firstSteps, ...lastSteps]);
    const begun = steps.map(({ startedAt }) => startedAt!);
    expect([...begun].sort()).toEqual(begun);
  });

  describe.each([
    ['updates', () => bySteps],
    ['consents in the input', () => byAlert],
  ] as const)('after a failover by %s', (_, night) => {
    it('mgc is online on the backup store, mirrored to the backup mirror and no log-shipping secondary any more', () => {
      const { lab } = night().estate;
      expect(copiesOf(lab, 'mgc')).toEqual({
        backup: 'ONLINE PRINCIPAL SYNCHRONIZED',
        backupMirror: 'RESTORING MIRROR SYNCHRONIZED',
      });
      expect(copiesOf(lab, 'mgccomp')).toEqual({
        backup: 'ONLINE PRINCIPAL SYNCHRONIZED',
        backupMirror: 'RESTORING MIRROR SYNCHRONIZED',
      });
      expect(instanceOf(lab, 'backup').msdb.logShipping()).toEqual({ primaryOf: [], secondaryOf: [], jobs: [] });
    });

    it('the pool is FailedOver and the chat servers of the secondary data centre work on the backup store', () => {
      const { lab, pool } = night().estate;
      const { poolState, activeServers } = lab.lync.store.current;
      expect(poolState).toBe('FailedOver');
      expect([...activeServers]).toEqual(pool.secondaryDataCentre.chatServers);
      expect(servedBy(lab)).toEqual(
        Object.fromEntries(pool.secondaryDataCentre.chatServers.map((server) => [server, 'SQL3\\CHAT'])),
      );
    });

    it('the history has at most 200 events and 150 kB', async () => {
      const { events, bytes } = await night().run.history();
      expect(events).toBeLessThanOrEqual(200);
      expect(bytes).toBeLessThanOrEqual(150_000);
    });

    it('the report says what comes next', () => {
      expect(night().report).toMatchObject({
        phase: 'ended',
        result: 'completed',
        skipped: [],
        undone: [],
        next: 'Rebuild the lost data centre, then start a failback.',
      });
    });
  });
});
