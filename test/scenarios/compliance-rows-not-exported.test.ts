/** The compliance database is not failed over: rows that no adapter exported are counted and reported, never silently lost. */
import type { Report } from '../../domain/run/report';
import { ask, instanceOf } from '../../lab/rig/testing/estate-state';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import type { StoreRole } from '../../domain/topology/pool';
import type { Plan } from '../../domain/run/plan';

/** The last instant that .NET ticks know: no adapter of the lab has exported that far. */
const endOfTime = '3155378975999999999';

async function addComplianceRows({ lab }: EstateUnderTest, role: StoreRole, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    await ask(
      instanceOf(lab, role),
      `INSERT INTO mgccomp.dbo.tblComplianceData (dataID, roomID, payload, chatDate)
       VALUES (${String(900_000 + number)}, 1, N'not exported', ${endOfTime})`,
    );
  }
}

describe('Compliance rows that no adapter has exported', () => {
  let planned: { plan: Plan; report: Report };
  let lost: Report;
  let failback: Report;

  beforeAll(async () => {
    const alive = async (): Promise<void> => {
      const estate = await estateUnderTest();
      await addComplianceRows(estate, 'primary', 3);
      const run = await estate.start('failover');
      await run.waitForPhase('awaiting consent');
      const plan = (await run.plan())!;
      await run.consent();
      planned = { plan, report: await run.result() };
    };
    const gone = async (): Promise<void> => {
      const estate = await estateUnderTest();
      await estate.lab.loseDataCentre('primary');
      lost = (await estate.complete('failover')).report;
      await estate.lab.rebuildDataCentre('primary');
      await addComplianceRows(estate, 'backup', 5);
      failback = (await estate.complete('failback')).report;
    };
    await Promise.all([alive(), gone()]);
  });

  it('are counted in the plan and in the report of a planned failover', () => {
    expect(planned.plan.notes).toContain('3 compliance row(s) in the serving mgccomp are not exported yet.');
    expect(planned.report.complianceRowsNotExported).toBe(3);
    expect(planned.report.notes).toContain(
      '3 compliance row(s) in mgccomp were not exported; let an adapter drain the database that is left behind.',
    );
  });

  it('are said to be uncounted when the primary data centre is lost', () => {
    expect(lost.complianceRowsNotExported).toBeUndefined();
    expect(lost.notes).toContain(
      'The compliance rows that no adapter had exported could not be counted: no serving mgccomp answers.',
    );
  });

  it('are counted again at a failback, once the chat servers have left', () => {
    expect(failback.complianceRowsNotExported).toBe(5);
    expect(failback.notes.join(' ')).toContain('5 compliance row(s) in mgccomp were not exported');
  });
});
