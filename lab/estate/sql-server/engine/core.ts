/** What all executions of one session share: its identity, its state, its transaction. */
import type { InstanceFacts, Reply, SessionFacts } from '../contract';
import { refusal } from './errors';
import type { SessionState } from './session-state';

export interface SessionIdentity {
  readonly id: number;
  readonly login: string;
  readonly isSysadmin: boolean;
  readonly hostName: string;
  readonly programName: string;
  readonly database: string;
}

export class SessionCore {
  constructor(
    readonly facts: InstanceFacts,
    readonly identity: SessionIdentity,
    readonly state: SessionState,
  ) {}

  /** The session as one request sees it: with its signal and with the way to its client. */
  sessionFacts(reply: Pick<Reply, 'message'>, signal: AbortSignal): SessionFacts {
    const { identity, state } = this;
    return {
      id: identity.id,
      login: identity.login,
      get isSysadmin() {
        return identity.isSysadmin;
      },
      hostName: identity.hostName,
      programName: identity.programName,
      get database() {
        return state.database;
      },
      get inTransaction() {
        return state.transactionDepth > 0;
      },
      signal,
      progress: (command, percent, estimatedMs = 0) => {
        state.activity = { ...state.activity, command, percent, estimatedMs };
      },
      message: (number, severity, text) => reply.message({ number, severity, state: 1, text }),
    };
  }

  begin(session: SessionFacts, name = ''): void {
    if (this.state.transactionDepth === 0) {
      this.facts.begin(session);
      this.state.beginUndo();
      this.state.transactionName = name;
    }
    this.state.transactionDepth++;
  }

  /** @throws SqlError 3902, 3930. */
  commit(session: SessionFacts): void {
    const { state } = this;
    if (state.transactionDepth === 0) {
      throw refusal(3902, 'The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.');
    }
    if (state.doomed) {
      throw refusal(
        3930,
        'The current transaction cannot be committed and cannot support operations that write to the log file. Roll back the transaction.',
      );
    }
    if (state.transactionDepth === 1) this.facts.commit(session);
    state.transactionDepth--;
  }

  /** @throws SqlError 3903. */
  rollback(session: SessionFacts): void {
    if (this.state.transactionDepth === 0) {
      throw refusal(3903, 'The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.');
    }
    this.rollbackIfAny(session);
  }

  /** SAVE TRANSACTION. @throws SqlError 628. */
  save(name: string, session: SessionFacts): void {
    const { state } = this;
    if (state.transactionDepth === 0)
      throw refusal(628, 'Cannot issue SAVE TRANSACTION when there is no active transaction.');
    const undo = [...state.snapshots(), this.facts.savepoint?.(session) ?? (() => undefined)];
    state.savepoints.set(name.toLowerCase(), () => undo.forEach((restore) => restore()));
  }

  /** ROLLBACK with a name: to a savepoint, or everything when it is the transaction's own name. @throws SqlError 3931, 6401. */
  rollbackTo(name: string, session: SessionFacts): void {
    const { state } = this;
    const restore = state.savepoints.get(name.toLowerCase());
    if (state.transactionDepth === 0 || (restore === undefined && name === state.transactionName && name !== ''))
      return this.rollback(session);
    if (restore === undefined)
      throw refusal(6401, `Cannot roll back ${name}. No transaction or savepoint of that name was found.`);
    if (state.doomed) {
      throw refusal(
        3931,
        'The current transaction cannot be committed and cannot be rolled back to a savepoint. Roll back the entire transaction.',
      );
    }
    restore();
  }

  rollbackIfAny(session: SessionFacts): void {
    const { state } = this;
    if (state.transactionDepth === 0) return;
    state.transactionDepth = 0;
    state.doomed = false;
    state.undoTemporary();
    this.facts.rollback(session);
  }
}
