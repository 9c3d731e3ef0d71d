/**
 * What happens in one storm, as a value and as text: an estate, a procedure, blows at named moments, how people answer, and what
 * stays dead for good. The text can be kept, replayed and shrunk.
 */
import type { Phase } from '../../../domain/run/phase';

/** Optional parts that a pool may lack. */
export const parts = ['mirror', 'witness', 'backupMirror', 'compliance'] as const;
export type Part = (typeof parts)[number];

export const procedures = ['failover', 'failback'] as const;
export type StormProcedure = (typeof procedures)[number];
/** What is ridden through the storm; the failover of a failback alone comes before it. */
export const journeys = ['failover', 'failback', 'failover then failback'] as const;
export type Journey = (typeof journeys)[number];

/** What people answer where a run waits for them; the last one is repeated. */
export const answers = ['retryStep', 'skipStep', 'abort', 'abandon'] as const;
export type Answer = (typeof answers)[number];
export const waiting = [
  'step failed',
  'step failed, forward only',
  'needs a person',
] as const satisfies readonly Phase[];
export type Waiting = (typeof waiting)[number];

export interface Blow {
  /** `before` or `after`, and a step or a call, as the lab names moments. */
  readonly at: string;
  /**
   * A fault of the lab's table with its arguments; `lose-worker` and a data centre; or what a person does to the run in that moment:
   * `abort`, `cancel`, `terminate`.
   */
  readonly does: string;
}

/** A data centre; the share; an instance of SQL Server, by its store; Temporal with all that it remembers. */
export const forGood = [
  'nothing',
  'primary',
  'secondary',
  'share',
  'SQL primary',
  'SQL mirror',
  'SQL backup',
  'SQL backupMirror',
  'Temporal',
] as const;

export interface Schedule {
  readonly seed: number;
  readonly without: readonly Part[];
  readonly share: 'primary' | 'secondary' | 'elsewhere';
  readonly procedure: Journey;
  readonly blows: readonly Blow[];
  readonly answers: Readonly<Record<Waiting, readonly Answer[]>>;
  readonly forGood: (typeof forGood)[number];
}

export const textOf = ({ seed, without, share, procedure, blows, answers: given, forGood: dead }: Schedule): string =>
  [
    `seed: ${String(seed)}`,
    `pool without: ${without.join(' ')}`,
    `share in: ${share}`,
    `procedure: ${procedure}`,
    ...blows.map(({ at, does }) => `blow: ${at}: ${does}`),
    ...waiting.map((phase) => `people at ${phase}: ${given[phase].join(' ')}`),
    `dead for good: ${dead}`,
    '',
  ].join('\n');

/** @throws Error with the line that means nothing. */
export function scheduleOf(text: string): Schedule {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const known = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const valueOf = (key: string): string => {
    const line = known.find((candidate) => candidate.startsWith(`${key}:`));
    if (line === undefined) throw new Error(`The schedule has no line "${key}: ...".`);
    return line.slice(key.length + 1).trim();
  };
  const oneOf = <Value extends string>(key: string, values: readonly Value[], given = valueOf(key)): Value => {
    const value = values.find((candidate) => candidate === given);
    if (value === undefined) throw new Error(`"${key}: ${given}" means nothing; there are: ${values.join(', ')}.`);
    return value;
  };
  const listOf = <Value extends string>(key: string, values: readonly Value[]): Value[] =>
    valueOf(key)
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => oneOf(key, values, word));
  return {
    seed: Number(valueOf('seed')),
    without: listOf('pool without', parts),
    share: oneOf('share in', ['primary', 'secondary', 'elsewhere']),
    procedure: oneOf('procedure', journeys),
    blows: known
      .filter((line) => line.startsWith('blow:'))
      .map((line) => {
        const [, at, does] = /^blow:\s*(.+?):\s*(.+)$/.exec(line) ?? [];
        if (at === undefined || does === undefined)
          throw new Error(`"${line}" is no blow: "blow: after takeTailLog: terminate".`);
        return { at, does };
      }),
    answers: {
      'step failed': listOf('people at step failed', answers),
      'step failed, forward only': listOf('people at step failed, forward only', answers),
      'needs a person': listOf('people at needs a person', answers),
    },
    forGood: oneOf('dead for good', forGood),
  };
}
