/** The part of a wall clock during which SQL Server or the management shell was at work for a procedure. */
import type { Work, WorkObserver } from '../estate/work';

export interface CriticalPath {
  /** Seconds in which at least one statement, Agent job or cmdlet of the procedure was executing. */
  readonly seconds: number;
  readonly statements: number;
  readonly jobs: number;
  readonly cmdlets: number;
  /** The calls themselves, in milliseconds since the epoch. */
  readonly calls: readonly Pick<Work, 'startedAt' | 'finishedAt'>[];
}

/** Name of the sessions that the workers open. */
const program = 'persistent-chat-dr';
const shellHosts = 'worker.';

const isOfProcedure = ({ kind, by }: Work): boolean =>
  kind === 'job' || (kind === 'statement' ? by === program : by.startsWith(shellHosts));

/** Watches until the returned function is called, which sums up. */
export function watchCriticalPath(observer: WorkObserver): () => CriticalPath {
  const seen: Work[] = [];
  const stop = observer.onWork((work) => {
    if (isOfProcedure(work)) seen.push(work);
  });
  return () => {
    stop();
    const count = (kind: Work['kind']): number => seen.filter((work) => work.kind === kind).length;
    return {
      seconds: unionOf(seen) / 1000,
      statements: count('statement'),
      jobs: count('job'),
      cmdlets: count('cmdlet'),
      calls: seen.map(({ startedAt, finishedAt }) => ({
        startedAt: performance.timeOrigin + startedAt,
        finishedAt: performance.timeOrigin + finishedAt,
      })),
    };
  };
}

/** Milliseconds that the intervals cover together; what overlaps counts once. */
function unionOf(intervals: readonly Work[]): number {
  let covered = 0;
  let until = -Infinity;
  for (const { startedAt, finishedAt } of [...intervals].sort((left, right) => left.startedAt - right.startedAt)) {
    covered += Math.max(0, finishedAt - Math.max(until, startedAt));
    until = Math.max(until, finishedAt);
  }
  return covered;
}
