/** What a procedure will do, step by step, with the exact statements and cmdlets, before anything is touched. */
import type { Obstacle } from '../judgements';
import type { LossBound } from '../loss-bound';
import type { DataCentreSide } from '../topology/pool';
import type { OwedBefore } from './report';
import type { Entry, OperationValue, StepValue } from './runbook';

/** How a line of a plan is known: it follows from what was seen; from what earlier lines will leave; or only in the run. */
export type Certainty = 'seen' | 'predicted' | 'not known before';

/** One statement, cmdlet or file operation. */
export interface Act {
  readonly kind: 'T-SQL' | 'Agent job' | 'cmdlet' | 'files';
  /** Instance or data centre that it happens on. */
  readonly on: string;
  /** With `forEach`, each `{name}` stands in the place of what is found then. */
  readonly text: string;
  readonly known: Certainty;
  /** It happens only where this holds then; absent: always. */
  readonly onlyIf?: string;
  /** It happens once for each of these, and perhaps for none. */
  readonly forEach?: { readonly each: string; readonly of: string };
}

export interface PlannedOperation extends OperationValue {
  readonly acts: readonly Act[];
}

export interface PlannedStep extends StepValue<PlannedOperation> {
  readonly title: string;
  readonly runbook: string;
  /** What puts the estate back, or why nothing has to; `null` behind the point of no return. */
  readonly undoSays: string | null;
  /** What the pool lacks when an operator skips the step; absent where skipping is not allowed. */
  readonly skipLeaves?: string;
  /** What it protects mgc against: without it the pool serves unprotected. */
  readonly protects?: string;
  /** What it says when done; `{field}` stands for a result of one of its operations. */
  readonly says?: string;
}

export type ConsentUpdate = 'approve' | 'acceptDataLoss';

export interface Plan {
  readonly procedure: string;
  readonly pool: string;
  /** Names the plan in an approval; changes when what will be done, or what may be lost, changes. */
  readonly hash: string;
  readonly order: string;
  readonly obstacles: readonly Obstacle[];
  readonly lossBound?: LossBound;
  /** The consents that it needs. */
  readonly consents: readonly ConsentUpdate[];
  /** Further facts a person should read before agreeing. */
  readonly notes: readonly string[];
  /** What earlier runs owe and nobody was seen to have done; absent where that is nothing. */
  readonly owed?: readonly OwedBefore[];
  /** What the pool serves without once it is completed, a sentence each; absent where nothing is missing. */
  readonly leftWithout?: readonly string[];
  /** Where clients are served now, as far as anybody can see. */
  readonly serving: DataCentreSide | null;
  /** The runbook: this very value is executed. */
  readonly entries: readonly Entry<PlannedStep>[];
  /** What to do once it is completed. */
  readonly next: string;
}
