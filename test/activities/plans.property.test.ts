/** What holds of every plan of every procedure, whatever was seen of a pool. */
import fc from 'fast-check';
import { writePlan } from '../../activities/plan';
import type { Plan } from '../../domain/run/plan';
import { isStep } from '../../domain/run/runbook';
import type { Procedure } from '../../procedures/procedure';
import { procedureNames, procedures } from '../../procedures/registry';
import { anyCase, type Case } from '../procedures/support/any-seen';

const orders: readonly (string | undefined)[] = [undefined, 'service-first', 'as-documented'];

const plansOf = (procedure: Procedure, { pool, seen }: Case): Plan[] =>
  orders.flatMap((order) => {
    const parsed = procedure.parse({ pool: pool.fqdn, ...(order === undefined ? {} : { order }) });
    return 'problems' in parsed
      ? []
      : [writePlan(procedure, pool, { token: 'r1', request: parsed.request, observation: seen })];
  });

/** What a value leaves in a text that forgot that it may not be there; PowerShell's `$null` is meant. */
const holes = /undefined|(?<!\$)\bnull\b|NaN|\[object/;

describe.each(procedureNames)('every plan of a %s', (name) => {
  it('can be written, and has either steps or sentences about what is in their way, without a hole in its lines', () => {
    const met = { steps: 0, obstacles: 0 };
    fc.assert(
      fc.property(anyCase, (one) => {
        for (const { obstacles, entries } of plansOf(procedures[name], one)) {
          met[obstacles.length === 0 ? 'steps' : 'obstacles'] += 1;
          expect(entries.length > 0).toBe(obstacles.length === 0);
          const operations = entries.filter(isStep).flatMap((step) => [...step.operations, ...step.undo]);
          const lines = [
            ...operations.flatMap(({ acts }) => acts.map(({ text }) => text)),
            ...obstacles.map(({ says }) => says),
          ];
          expect(lines.filter((line) => holes.test(line))).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
    expect(Math.min(met.steps, met.obstacles)).toBeGreaterThan(0);
  });
});
