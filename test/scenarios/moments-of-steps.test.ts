/** Every step of both procedures passes its named moments: about to take effect, and with its answer on the way. */
import { procedureNames, type ProcedureName, type StepId } from '../../procedures/registry';
import { stepIdsOf } from '../support/steps';
import { stepCalls } from '../../lab/rig/faults/step-calls';
import type { Edge } from '../../lab/rig/faults/moments';
import type { Report } from '../../domain/run/report';
import { aPool } from '../../lab/rig/testing/a-pool';
import { estateUnderTest } from './support/estate-under-test';

const ids = Object.keys(stepCalls) as StepId[];
const withMoments = (procedure: ProcedureName): StepId[] =>
  stepIdsOf(procedure).filter((step) => typeof stepCalls[step] === 'function');

describe('the moments of a failover and of the failback after it', () => {
  const passed: Record<ProcedureName, Partial<Record<Edge, StepId[]>>> = { failover: {}, failback: {} };
  const reports: Report[] = [];

  beforeAll(async () => {
    const estate = await estateUnderTest({ pool: aPool() });
    for (const procedure of procedureNames) {
      const disarm = ids
        .filter((step) => typeof stepCalls[step] === 'function')
        .flatMap((step) =>
          (['before', 'after'] as const).map((edge) =>
            estate.lab.moments.when({ edge, step }, () => void (passed[procedure][edge] ??= []).push(step)),
          ),
        );
      reports.push((await estate.complete(procedure)).report);
      for (const end of disarm) end();
    }
  });

  it('both procedures complete', () => {
    expect(reports.map(({ result }) => result)).toEqual(['completed', 'completed']);
  });

  const rows = procedureNames.flatMap((procedure) =>
    withMoments(procedure).flatMap((step) => (['before', 'after'] as const).map((edge) => ({ procedure, step, edge }))),
  );
  it.each(rows)('$procedure passes the moment $edge $step', ({ procedure, step, edge }) => {
    expect(passed[procedure][edge]).toContain(step);
  });

  it.each(procedureNames)('no step of %s passes its moments out of order', (procedure) => {
    const order = withMoments(procedure);
    const serviceFirst = ['verifyService', 'activateServers', 'mirrorBackup', 'mirrorPrimary'];
    const inOrder = (steps: readonly StepId[] = []): StepId[] =>
      steps.filter((step) => order.includes(step) && !serviceFirst.includes(step));
    for (const edge of ['before', 'after'] as const)
      expect(inOrder(passed[procedure][edge])).toEqual(order.filter((step) => !serviceFirst.includes(step)));
  });
});
