/** The core of a session whose client follows its transaction: it says when one begins and when it ends. */
import type { InstanceFacts, SessionFacts, TransactionChange } from '../contract';
import { SessionCore } from './core';
import type { SessionIdentity } from './core';
import type { SessionState } from './session-state';

export class WatchedCore extends SessionCore {
  constructor(
    facts: InstanceFacts,
    identity: SessionIdentity,
    state: SessionState,
    private readonly changed: (change: TransactionChange) => void,
  ) {
    super(facts, identity, state);
  }

  override begin(...given: Parameters<SessionCore['begin']>): void {
    const isOutermost = this.state.transactionDepth === 0;
    super.begin(...given);
    if (isOutermost) this.changed('begin');
  }

  override commit(session: SessionFacts): void {
    super.commit(session);
    if (this.state.transactionDepth === 0) this.changed('commit');
  }

  override rollbackIfAny(session: SessionFacts): void {
    const wasOpen = this.state.transactionDepth > 0;
    super.rollbackIfAny(session);
    if (wasOpen) this.changed('rollback');
  }
}
