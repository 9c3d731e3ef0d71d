/** The table of moments and the tables of steps. */
import { procedures } from '../../../../procedures/registry';
import { stepCalls } from '../../../rig/faults/step-calls';

describe('the calls by which the lab knows a step', () => {
  const steps = [...new Set(Object.values(procedures).flatMap(({ steps: rows }) => Object.keys(rows)))];

  it('mention every step of the tables, and no other', () => {
    expect(Object.keys(stepCalls).sort()).toEqual(steps.sort());
  });

  it('a step without a call of its own has a reason', () => {
    const without = Object.entries(stepCalls).filter(([, known]) => typeof known === 'string');
    expect(without.map(([step]) => step).sort()).toEqual([
      'confirmFence',
      'copyLogBackups',
      'removeLeftJobs',
      'resumeLogBackups',
    ]);
    for (const [, reason] of without) expect(reason).toMatch(/\w+ \w+/);
  });
});
