/** What one session keeps between statements: options, counters, temporary tables, its transaction. */
import type { SqlError, SqlType, SqlValue } from '../contract';
import type { TemporaryTable } from './temporary-table';

export interface Activity {
  /** `running` while a statement executes, else `sleeping`. */
  readonly status: 'running' | 'suspended' | 'sleeping';
  readonly statement: string;
  /** As sys.dm_exec_requests names it: `SELECT`, `BACKUP DATABASE`. */
  readonly command: string;
  readonly percent: number;
  readonly estimatedMs: number;
  readonly startedAt: Date | undefined;
}

export interface Variable {
  readonly type: SqlType;
  value: SqlValue;
}

export class SessionState {
  readonly options = {
    noCount: false,
    xactAbort: false,
    implicitTransactions: false,
    quotedIdentifier: true,
    /** Of each statement only what its result sets look like is told. */
    formatOnly: false,
    lockTimeout: -1,
    isolation: 'READ COMMITTED',
  };
  rowCount = 0;
  error = 0;
  transactionDepth = 0;
  /** Set by an error that leaves the transaction open but good for nothing but ROLLBACK. */
  doomed = false;
  readonly temporary = new Map<string, TemporaryTable>();
  activity: Activity = {
    status: 'sleeping',
    statement: '',
    command: 'AWAITING COMMAND',
    percent: 0,
    estimatedMs: 0,
    startedAt: undefined,
  };
  /** By lower-case name; the latest of a name wins. */
  readonly savepoints = new Map<string, () => void>();
  /** Of the outermost BEGIN TRANSACTION. */
  transactionName = '';
  private undo: (() => void)[] = [];

  constructor(
    readonly id: number,
    public database: string,
  ) {}

  beginUndo(): void {
    this.savepoints.clear();
    this.undo = this.snapshots();
  }

  /** What takes every temporary table back to this moment. */
  snapshots(): (() => void)[] {
    return [...this.temporary.values()].map((table) => table.snapshot());
  }

  undoTemporary(): void {
    for (const restore of this.undo) restore();
    this.undo = [];
  }
}

/** What ERROR_NUMBER() and its kin tell inside a CATCH block. */
export interface CaughtError {
  readonly error: SqlError;
  readonly line: number;
}
