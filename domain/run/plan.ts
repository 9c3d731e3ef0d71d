/** What a procedure will do, step by step, with the exact statements and cmdlets, before anything is touched. */
import type { LossBound } from '../loss-bound';
import type { Obstacle } from '../obstacles';
import type { ProcedureName, StepId } from '../steps';

/** One statement, cmdlet or file operation. */
export interface Act {
  readonly kind: 'T-SQL' | 'Agent job' | 'cmdlet' | 'files';
  /** Instance or data centre that it happens on. */
  readonly on: string;
  readonly text: string;
}

export interface PlannedStep {
  readonly id: StepId;
  readonly title: string;
  readonly runbook: string;
  readonly undo: string | null;
  readonly acts: readonly Act[];
}

export interface Plan {
  readonly procedure: ProcedureName;
  readonly pool: string;
  /** Names the plan in an approval; changes when what will be done, or what may be lost, changes. */
  readonly hash: string;
  readonly variant: string;
  readonly obstacles: readonly Obstacle[];
  readonly lossBound?: LossBound;
  /** Further facts a person should read before agreeing. */
  readonly notes: readonly string[];
  readonly steps: readonly PlannedStep[];
}
