/** What a run was, for the person who reads it afterwards. */
import type { LossBound } from '../loss-bound';
import type { Phase, Result } from './phase';
import type { OperationValue } from './runbook';

export interface RecordedDecision {
  readonly update: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  readonly plan?: string;
  readonly step?: string;
}

/** What a run did not take back, because no worker was there to do it. */
export interface OwedUndo {
  readonly step: string;
  readonly title: string;
  readonly why: string;
  /** Its statements, cmdlets and file operations, as the plan shows them. */
  readonly lines: readonly string[];
  /** What is left of it. */
  readonly operations: readonly Pick<OperationValue, 'name' | 'input'>[];
}

/** Where a run leaves in Temporal what it owes, for the next one of the pool. */
export const owedMemo = 'owed';

/** As a later run reads it. */
export interface OwedBefore extends OwedUndo {
  readonly procedure: string;
  /** When that run ended, ISO, UTC. */
  readonly since: string;
}

export interface Report {
  readonly procedure: string;
  readonly pool: string;
  readonly order: string;
  readonly phase: Phase;
  readonly result?: Result;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly decisions: readonly RecordedDecision[];
  readonly lossBound?: LossBound;
  /** Time of the newest message found on the store that serves now, ISO, UTC. */
  readonly newestMessageAt?: string;
  /** Compliance rows that no adapter had exported; absent when they could not be counted, `notes` then says so. */
  readonly complianceRowsNotExported?: number;
  readonly skipped: readonly string[];
  readonly undone: readonly string[];
  readonly owed?: readonly OwedUndo[];
  /** Of a run that was undone: what was seen to be otherwise than before its first act, a sentence each; absent where nothing is. */
  readonly differs?: readonly string[];
  readonly notes: readonly string[];
  /** What to do next. */
  readonly next: string;
}
