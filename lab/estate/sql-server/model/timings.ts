/** How long the life of an instance lasts, in modelled seconds; short, so that what nobody looks at costs no time. */
export interface Timings {
  /** Redo and undo of one database after a crash. */
  recovery: number;
  /** Undo of a killed transaction that has changed something. */
  rollback: number;
  /** What a mirror that was away needs to catch up, beside the transfer of the log itself. */
  synchronising: number;
}

export const defaultTimings = (): Timings => ({ recovery: 5, rollback: 0, synchronising: 0 });
