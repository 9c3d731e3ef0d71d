/** Port of an instance: its time, and how long its own work lasts. */
import type { LabClock } from '../../../clock';
import type { Timings } from '../timings';

export interface Clock {
  readonly clock: LabClock;
  readonly timings: Timings;
  now(): Date;
}
