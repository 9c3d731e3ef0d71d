/** What the lab watches about itself, and what a violation says. */
import type { ProcedureName } from '../../../procedures/registry';

/** Name and sentence of everything that must hold. */
export const invariants = {
  'never two writers': 'Chat servers never hold sessions on writable copies of mgc in both data centres.',
  'active servers in one data centre': 'The active list names chat servers of one data centre only.',
  'nothing lost without a declaration': 'No acknowledged message is gone unless its loss was declared.',
  'no effect twice': 'Within one procedure nothing changes the same place by the same text twice.',
  'the end is what the topology says': 'A completed procedure leaves the estate as the topology of its pool says.',
} as const;

export type Invariant = keyof typeof invariants;

export interface Violation {
  readonly at: string;
  readonly invariant: Invariant;
  /** The invariant in words. */
  readonly sentence: string;
  /** What was found instead. */
  readonly detail: string;
  /** The change of the estate after which it was found. */
  readonly trigger: string;
}

/** One run of a procedure, while it lasts. */
export interface WatchedProcedure {
  /**
   * It says that it is complete: the estate is what the topology calls normal, or failed over.
   * `lossFrom`: messages acknowledged at or after it were declared lost.
   */
  completed(lossFrom?: Date): Promise<void>;
  /** It ended without being complete: undone, stopped or with steps left out. */
  ended(lossFrom?: Date): void;
}

export interface InvariantWatch {
  readonly violations: readonly Violation[];
  /** A procedure begins: what changes from now on is its doing, until it ends or another begins. */
  procedure(name: ProcedureName): WatchedProcedure;
  /**
   * Looks for acknowledged messages that are gone; those acknowledged at or after `declaredFrom` are declared lost, and
   * stay so. Adds what it finds to the violations.
   */
  checkLoss(declaredFrom?: Date): void;
  stop(): void;
}

export const sentenceOf = ({ at, invariant, sentence, detail, trigger }: Violation): string =>
  `${at} ${invariant}: ${detail} (after: ${trigger}). ${sentence}`;
