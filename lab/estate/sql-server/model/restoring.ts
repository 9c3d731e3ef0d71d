/** One RESTORE while it runs, as its steps hand it on. */
import type { RestoreStatement, SessionFacts } from '../contract';
import type { Catalogue, Clock, Service, Sessions, Storage } from './ports';
import type { StopPoint } from './stop-point';

export interface Restoring {
  readonly statement: RestoreStatement;
  readonly session: SessionFacts;
  readonly instance: Service & Clock & Sessions & Catalogue & Storage;
  readonly stop: StopPoint | undefined;
}
