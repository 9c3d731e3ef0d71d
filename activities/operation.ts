/** How an operation is written: what must hold for it to work, what it will do, and doing it; all from the same builders. */
import type { Judgement } from '../domain/judgements';
import type { Observation } from '../domain/observation';
import type { Act } from '../domain/run/plan';
import type { Pool } from '../domain/topology/pool';
import type { GivesOf, InputOf, OperationName, Told } from '../procedures/contract';
import type { Look } from '../procedures/procedure';
import type { Context } from './context';

/** What a plan is written from. */
export interface Around {
  readonly pool: Pool;
  readonly seen: Observation;
  /** Names jobs and files of the run. */
  readonly token: string;
  /** Whether it stands in an undo: then what it puts back is still as it was, and its lines depend on what took effect. */
  readonly undoing: boolean;
}

export interface OperationDefinition<Name extends OperationName> {
  /** The looks beside stores and Lync that `needs` and `acts` read. */
  readonly wants: readonly Look[];
  /**
   * What must hold for it to work, judged over what was seen: an obstacle for each that does not. A field of the input that
   * nobody can know before the run throws when it is read, here and in `acts`.
   */
  needs(input: InputOf<Name>, around: Around): readonly Judgement[];
  /** Everything that it may do, in order, as lines of a plan. Pure. */
  acts(input: InputOf<Name>, around: Around): readonly Act[];
  /** Looks, acts and verifies by asking the system; safe to run twice, cancelled within seconds. @throws Failure. */
  perform(input: InputOf<Name>, context: Context): Promise<GivesOf<Name> & Told>;
}

/** Nothing to give. */
export const done: object = {};
