/** A planned move: the primary data centre is well, so its log is sealed with a tail and nothing may be lost. */
import type { Plan } from '../../domain/run/plan';
import type { Report } from '../../domain/run/report';
import { stepIdsOf } from '../support/steps';
import { ask, copiesOf, instanceOf, servedBy } from '../../lab/rig/testing/estate-state';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { logBackupsIn } from '../../lab/rig/testing/log-backups';
import type { Run } from './support/run';
import { usersChat, usersLeave } from './support/situations';

describe('A failover while the primary data centre is alive', () => {
  let estate: EstateUnderTest;
  let run: Run;
  let plan: Plan;
  let report: Report;

  beforeAll(async () => {
    estate = await estateUnderTest();
    await usersChat(estate);
    run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    plan = (await run.plan())!;
    await run.consent();
    report = await run.result();
    await usersChat(estate);
    await usersLeave(estate);
    estate.lab.invariants.checkLoss();
  });

  it('promises that nothing is lost and waits for approve alone', () => {
    expect(plan.lossBound).toEqual({
      kind: 'none',
      says: 'Nothing is lost: the principal still answers and its tail of the log is taken first.',
    });
    expect(report.decisions.map(({ update }) => update)).toEqual(['approve']);
  });

  it('loses no acknowledged message', () => {
    expect(estate.lab.chat.audit().missing).toEqual([]);
  });

  it('takes the tail of the log before log shipping is removed', async () => {
    const { steps } = await run.progress();
    const firstSteps = stepIdsOf('failover').slice(0, 4);
    expect(firstSteps.slice(-2)).toEqual(['takeTailLog', 'removeLogShipping']);
    expect(steps.map(({ id }) => id).slice(0, 4)).toEqual(firstSteps);
    expect(steps.find(({ id }) => id === 'takeTailLog')?.says).toMatch(/^sealed at LSN \d+$/);
    expect((await logBackupsIn(estate.lab, 'share')).filter((name) => name.startsWith('mgc_tail_'))).toHaveLength(1);
  });

  it('leaves the old primary RESTORING, so that nobody can write to it, and the pool served by the backup store', () => {
    const { lab, pool } = estate;
    expect(copiesOf(lab, 'mgc')).toMatchObject({
      primary: 'RESTORING',
      backup: 'ONLINE PRINCIPAL SYNCHRONIZED',
      backupMirror: 'RESTORING MIRROR SYNCHRONIZED',
    });
    expect(servedBy(lab)).toEqual(
      Object.fromEntries(pool.secondaryDataCentre.chatServers.map((server) => [server, 'SQL3\\CHAT'])),
    );
    expect(lab.lync.store.current.poolState).toBe('FailedOver');
  });

  it('disables the log backup job of the old primary and leaves none of its own jobs behind', async () => {
    const jobs = 'SELECT name, enabled FROM msdb.dbo.sysjobs ORDER BY name';
    expect(await ask(instanceOf(estate.lab, 'primary'), jobs)).toEqual(
      expect.arrayContaining([{ name: 'LSBackup_mgc', enabled: 0 }]),
    );
    for (const role of ['primary', 'backup'] as const) {
      const names = (await ask(instanceOf(estate.lab, role), jobs)).map(({ name }) => String(name));
      expect(names.filter((name) => name.startsWith('PCDR_'))).toEqual([]);
    }
  });

  it('keeps its history within 220 events and 150 kB', async () => {
    const { events, bytes } = await run.history();
    expect(events).toBeLessThanOrEqual(220);
    expect(bytes).toBeLessThanOrEqual(150_000);
  });
});
