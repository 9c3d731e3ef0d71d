/** How each recorded transcript is replayed: by the stand-in for PowerShell, or to the adapter by a shell that plays it. */
import type { Verdict } from '../../../domain/failures';

/** What the adapter makes of the recorded bytes, when they are all that comes of its request. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly because: string;
}

/** What it makes of them once the recorded answer stands in the envelope of its own request. */
export type Understood =
  | { readonly output: readonly unknown[] }
  | { readonly verdict: Verdict; readonly errorId: string; readonly message: string };

export interface Played {
  readonly by: 'adapter';
  /** Why the stand-in, which is not PowerShell, does not show it. */
  readonly why: string;
  /** What the recorded process did besides printing. Default: it went on reading. */
  readonly then?: 'ends' | 'ends at its start' | 'eats the next line';
  readonly outcome: Outcome;
  readonly understood?: Understood;
}

export type Replay = { readonly by: 'stand-in' } | Played;

const standIn: Replay = { by: 'stand-in' };

const noAnswer: Outcome = { verdict: 'indeterminate', because: 'the shell gave no answer' };
const foreignAnswer: Outcome = { verdict: 'indeterminate', because: 'the shell answered another request' };
const late: Outcome = { verdict: 'indeterminate', because: 'no answer within' };
const exited: Outcome = { verdict: 'indeterminate', because: 'exited with code 3' };
const neverStarted: Outcome = { verdict: 'refuse', because: "The argument '-Bogus' is not recognized" };
const ended: Outcome = { verdict: 'indeterminate', because: 'the shell ended' };

const played = (why: string, outcome: Outcome = noAnswer, more: Pick<Played, 'then' | 'understood'> = {}): Played => ({
  by: 'adapter',
  why,
  outcome,
  ...more,
});

const provider = 'the stand-in has no file system provider';
const functions = 'it calls a function of a recorded module';
const otherBridge = 'it is the answer of the recorded bridge, which has another envelope than ours';

export const replays: Readonly<Record<string, Replay>> = {
  G01: standIn,
  G02: standIn,
  G03: standIn,
  G04: standIn,
  G05: played(provider),
  G06: played(provider),
  G07: played('the stand-in does not parse expressions'),
  G08: standIn,
  G09: played('the stand-in knows no blocks'),
  G10: standIn,
  G11: played('the stand-in starts no programs'),
  G12: played(otherBridge, foreignAnswer, { understood: { output: [{ s: 'häß 日本 🚀 ‘q’' }] } }),
  G13: played(otherBridge, foreignAnswer, {
    understood: { verdict: 'retry', errorId: 'boom', message: 'Set-CsPersistentChatState failed: boom' },
  }),
  G14: played(otherBridge, foreignAnswer, {
    understood: {
      verdict: 'refuse',
      errorId: 'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand',
      message: "Cannot find path '/nope' because it does not exist.",
    },
  }),
  G15: played(otherBridge, foreignAnswer, { understood: { output: ['noisy'] } }),
  G16: played('its handler calls exit, which no handler of ours can', exited, {
    then: 'ends',
  }),
  G17: played(otherBridge, foreignAnswer),
  G18: standIn,
  G19: played(functions),
  G20: played(functions),
  G21: played(functions),
  G22: played(functions),
  G23: played(functions),
  G24: played('the stand-in formats no objects'),
  G25: standIn,
  G26: standIn,
  G27: standIn,
  G28: standIn,
  G29: played(otherBridge, foreignAnswer, { understood: { output: [{}] } }),
  G30: played('the stand-in knows no try and finally'),
  G31: played('the stand-in knows no try and finally', ended, { then: 'ends' }),
  G32: standIn,
  G33: played('the stand-in takes any switch', neverStarted, { then: 'ends at its start' }),
  G34: played('the stand-in never asks', late, { then: 'eats the next line' }),
  G35: played('the stand-in knows -Command - only'),
};
