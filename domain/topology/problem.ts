/** One mistake of a topology, for the person who wrote it. */
export interface TopologyProblem {
  /** Where, e.g. `['pools', 0, 'mgc', 'mirror']`. */
  readonly path: readonly PropertyKey[];
  /** A sentence. */
  readonly says: string;
  /** What to do about it, as a sentence. */
  readonly remedy: string;
}
