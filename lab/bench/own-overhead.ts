/** Our own overhead per step: how long it takes from an answer of SQL Server or of the shell to the next call. */
import type { Work } from '../estate/work';
import type { StepProgress } from '../../domain/run/progress';

export interface StepOverhead {
  readonly step: string;
  /** Statements, jobs and cmdlets that the step waited for. */
  readonly calls: number;
  /** Milliseconds from an answer to the next call of the same step: the middle one, and the longest. */
  readonly medianMs: number;
  readonly longestMs: number;
  /** Seconds of the step in which no call of it was executing: its gaps, and what comes before the first and after the last. */
  readonly ownSeconds: number;
}

/** One row a step that ran, in the order of execution. `calls` are in milliseconds since the epoch. */
export function overheadOf(
  steps: readonly Pick<StepProgress, 'id' | 'startedAt' | 'finishedAt'>[],
  calls: readonly Pick<Work, 'startedAt' | 'finishedAt'>[],
): StepOverhead[] {
  return steps
    .flatMap(({ id, startedAt, finishedAt }) =>
      startedAt === undefined || finishedAt === undefined
        ? []
        : [{ id, from: Date.parse(startedAt), to: Date.parse(finishedAt) }],
    )
    .sort((left, right) => left.from - right.from)
    .map(({ id, from, to }) => {
      const within = calls
        .filter((call) => call.startedAt >= from && call.startedAt < to)
        .sort((left, right) => left.startedAt - right.startedAt);
      const gaps: number[] = [];
      let covered = 0;
      let last: number | undefined;
      for (const call of within) {
        if (last !== undefined && call.startedAt > last) gaps.push(call.startedAt - last);
        covered += Math.max(0, Math.min(call.finishedAt, to) - Math.max(call.startedAt, last ?? from));
        last = Math.max(last ?? 0, call.finishedAt);
      }
      gaps.sort((left, right) => left - right);
      return {
        step: id,
        calls: within.length,
        medianMs: gaps[Math.floor(gaps.length / 2)] ?? 0,
        longestMs: gaps.at(-1) ?? 0,
        ownSeconds: Math.max(0, to - from - covered) / 1000,
      };
    });
}
