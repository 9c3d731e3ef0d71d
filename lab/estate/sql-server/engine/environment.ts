/** What an expression or a query may ask of the session that runs it. */
import type { InstanceFacts, ObjectName, SessionFacts, VirtualTable } from '../contract';
import type { CaughtError, SessionState, Variable } from './session-state';

export interface Environment {
  readonly facts: InstanceFacts;
  readonly session: SessionFacts;
  readonly state: SessionState;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly caught: CaughtError | undefined;
  /** @throws SqlError 208. */
  table(name: ObjectName, line?: number): VirtualTable;
}
