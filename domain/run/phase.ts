/** Where a procedure stands, and which operator updates each phase takes. The table is the rule; validators read it. */

export const operatorUpdates = ['approve', 'acceptDataLoss', 'retryStep', 'skipStep', 'abort', 'abandon'] as const;
export type OperatorUpdate = (typeof operatorUpdates)[number];

export const phases = {
  diagnosing: { says: 'looks at both data centres and writes the plan', takes: ['abort'] },
  'awaiting consent': {
    says: 'waits for a person to agree to the plan',
    takes: ['approve', 'acceptDataLoss', 'abort'],
  },
  running: { says: 'executes steps that can all be undone', takes: ['abort'] },
  'step failed': {
    says: 'waits for a person to decide about a failed step',
    takes: ['retryStep', 'skipStep', 'abort'],
  },
  forward: { says: 'is past the point of no return and only moves forward', takes: ['abandon'] },
  'step failed, forward only': {
    says: 'waits for a person to decide about a failed step, past the point of no return',
    takes: ['retryStep', 'skipStep', 'abandon'],
  },
  undoing: { says: 'puts the estate back as it was', takes: [] },
  'needs a person': {
    says: 'could not undo a step and waits for a person',
    takes: ['retryStep', 'skipStep', 'abandon'],
  },
  ended: { says: 'has ended', takes: [] },
} as const satisfies Record<string, { says: string; takes: readonly OperatorUpdate[] }>;

export type Phase = keyof typeof phases;

/** Why the update cannot be taken now, or `undefined` when it can. */
export function refusalOf(update: OperatorUpdate, phase: Phase): string | undefined {
  const takes: readonly OperatorUpdate[] = phases[phase].takes;
  if (takes.includes(update)) return undefined;
  const instead = takes.length === 0 ? 'It takes no update now.' : `It takes now: ${takes.join(', ')}.`;
  return `"${update}" cannot be taken in the phase "${phase}": the run ${phases[phase].says}. ${instead}`;
}

/** How a run ends. */
export type Result = 'completed' | 'completed with skips' | 'serving, unprotected' | 'undone' | 'abandoned';

/** The honest name of an end that was reached with these steps skipped; `leftWithout` is what the plan had left out. */
export function resultOf(
  skipped: readonly { readonly protects?: string }[],
  leftWithout: readonly string[] = [],
): Result {
  if (leftWithout.length > 0 || skipped.some(({ protects }) => protects !== undefined)) return 'serving, unprotected';
  return skipped.length > 0 ? 'completed with skips' : 'completed';
}
