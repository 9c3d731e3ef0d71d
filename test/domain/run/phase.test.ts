import type { StepRow } from '../../../procedures/procedure';
import { procedures } from '../../../procedures/registry';
import {
  operatorUpdates,
  phases,
  refusalOf,
  resultOf,
  type OperatorUpdate,
  type Phase,
} from '../../../domain/run/phase';

/** The specification: what an operator may send while a run is in a phase. */
const allowed: Readonly<Record<Phase, readonly OperatorUpdate[]>> = {
  diagnosing: ['abort'],
  'awaiting consent': ['approve', 'acceptDataLoss', 'abort'],
  running: ['abort'],
  'step failed': ['retryStep', 'skipStep', 'abort'],
  forward: ['abandon'],
  'step failed, forward only': ['retryStep', 'skipStep', 'abandon'],
  undoing: [],
  'needs a person': ['retryStep', 'skipStep', 'abandon'],
  ended: [],
};

const everyPhase = Object.keys(allowed) as Phase[];

describe('operator updates by phase', () => {
  it('knows no phase beside those of the table', () => {
    expect(Object.keys(phases).sort()).toEqual([...everyPhase].sort());
  });

  const cells = everyPhase.flatMap((phase) =>
    operatorUpdates.map((update) => [phase, allowed[phase].includes(update) ? 'takes' : 'refuses', update] as const),
  );
  it.each(cells)('the phase "%s" %s %s', (phase, verdict, update) => {
    expect(refusalOf(update, phase) === undefined).toBe(verdict === 'takes');
  });

  it.each<readonly [OperatorUpdate, Phase, string]>([
    [
      'approve',
      'forward',
      '"approve" cannot be taken in the phase "forward": the run is past the point of no return and only moves forward. It takes now: abandon.',
    ],
    [
      'retryStep',
      'awaiting consent',
      '"retryStep" cannot be taken in the phase "awaiting consent": the run waits for a person to agree to the plan. It takes now: approve, acceptDataLoss, abort.',
    ],
    [
      'abort',
      'step failed, forward only',
      '"abort" cannot be taken in the phase "step failed, forward only": the run waits for a person to decide about a failed step, past the point of no return. It takes now: retryStep, skipStep, abandon.',
    ],
  ])('refuses %s in the phase "%s" with what it takes instead', (update, phase, sentence) => {
    expect(refusalOf(update, phase)).toBe(sentence);
  });

  it('lets a person leave every phase that waits for one', () => {
    const waiting = everyPhase.filter((phase) => phases[phase].says.startsWith('waits') || phase === 'needs a person');
    expect(waiting).toEqual(['awaiting consent', 'step failed', 'step failed, forward only', 'needs a person']);
    for (const phase of waiting) expect(phases[phase].takes).not.toEqual([]);
  });

  it('never aborts past the point of no return, nor while it undoes', () => {
    const mayAbort = everyPhase.filter((phase) => refusalOf('abort', phase) === undefined);
    expect(mayAbort).toEqual(['diagnosing', 'awaiting consent', 'running', 'step failed']);
  });
});

describe('the result of a run', () => {
  const { failover, failback } = procedures;
  it.each<readonly [readonly StepRow[], string]>([
    [[], 'completed'],
    [[failover.steps['verifyService']!], 'completed with skips'],
    [[failover.steps['mirrorBackup']!], 'serving, unprotected'],
    [[failback.steps['mirrorPrimary']!], 'serving, unprotected'],
    [[failback.steps['configureLogShipping']!], 'serving, unprotected'],
    [[failover.steps['verifyService']!, failover.steps['mirrorBackup']!], 'serving, unprotected'],
  ])('with the steps %j skipped is "%s"', (skipped, result) => {
    expect(resultOf(skipped)).toBe(result);
  });
});
