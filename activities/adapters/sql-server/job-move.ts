/** Decides the next move on a job that may be missing, half-built, running, ended or lost: whoever looks continues it. */
import type { JobOutcomeRow, JobStateRow } from './sql-rows';

export type JobMove = 'add job' | 'add step' | 'add server' | 'attach' | 'start' | 'done' | 'replace' | 'refuse';

const withoutLineEnds = (text: string): string => text.replaceAll('\r\n', '\n').trim();

/** `outcome` is the outcome row of the last run that ended, if any. */
export function nextMove(job: JobStateRow | undefined, outcome: JobOutcomeRow | undefined, text: string): JobMove {
  if (job === undefined) return 'add job';
  if (job.command === null) return 'add step';
  const isDone = outcome?.status === succeeded;
  // A statement that had no effect may be exchanged; one that runs or has run is evidence for a person.
  if (withoutLineEnds(job.command) !== withoutLineEnds(text)) return job.running || isDone ? 'refuse' : 'replace';
  if (!job.hasServer) return 'add server';
  if (job.running) return 'attach';
  return isDone ? 'done' : 'start';
}

export const succeeded = 1;

/** The rows of the last run in a history: its steps and, last, its outcome. */
export function lastRun(history: readonly JobOutcomeRow[]): {
  readonly outcome?: JobOutcomeRow;
  readonly steps: readonly JobOutcomeRow[];
} {
  const end = history.findLastIndex(({ step }) => step === 0);
  const outcome = history[end];
  if (outcome === undefined) return { steps: [] };
  const before = history.slice(0, end).findLastIndex(({ step }) => step === 0);
  return { outcome, steps: history.slice(before + 1, end) };
}
