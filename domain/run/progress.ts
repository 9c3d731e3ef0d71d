/** Where a run stands, as the `progress` query answers. */
import type { OperatorUpdate, Phase } from './phase';

export type StepStatus = 'pending' | 'running' | 'done' | 'failed' | 'skipped' | 'undone' | 'not undone' | 'owed';

export interface StepProgress {
  readonly id: string;
  readonly title: string;
  status: StepStatus;
  startedAt?: string;
  finishedAt?: string;
  /** What the step saw or did, or why it failed. */
  says?: string;
}

export interface Progress {
  readonly procedure: string;
  readonly pool: string;
  readonly phase: Phase;
  /** What the run waits for, as a sentence; absent while it works. */
  readonly waitsFor?: string;
  /** The updates that an operator may send now, each with JSON to type. */
  readonly mayType: readonly { readonly update: OperatorUpdate; readonly json: string }[];
  readonly steps: readonly StepProgress[];
}
