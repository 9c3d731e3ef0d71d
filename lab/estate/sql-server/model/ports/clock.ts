/** Port of an instance: its time, and how long its own work lasts. */
import type { LabClock } from '../../../clock';
import type { TimeZone } from '../../../time-zone';
import type { Timings } from '../timings';

export interface Clock {
  readonly clock: LabClock;
  readonly timings: Timings;
  /** The instant; what its clock shows is `timeZone.local` of it. */
  now(): Date;
  readonly timeZone: TimeZone;
}
