/** Where an expression stands: the names that it sees, and the session that runs it. */
import type { Environment } from './environment';
import type { Scope } from './scope';

export interface Context {
  readonly scope: Scope;
  readonly environment: Environment;
}
