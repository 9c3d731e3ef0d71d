/** A failure of SQL Server or of the way to it, with its name, its verdict and everything the server said. */
import type { SqlFailureName, Verdict } from '../../../domain/failures';
import { classifySqlFailure, type SqlErrorMessage, type SqlEvidence } from '../../../domain/sql-failures';

/** Thrown for every failed look, act and job. Its message is a sentence with a remedy and never holds a password. */
export class SqlServerError extends Error {
  readonly failure: SqlFailureName;
  readonly verdict: Verdict;
  readonly instance: string;
  /** Everything the server said, in order; the last one is often only a trailer such as 3013. */
  readonly messages: readonly SqlErrorMessage[];
  /** The message that decided; absent where the driver's code did. */
  readonly number?: number;
  readonly state?: number;
  readonly procedure?: string;
  readonly line?: number;
  /** First line of the statement. */
  readonly statement: string;

  constructor(evidence: SqlEvidence, statement: string, options?: ErrorOptions) {
    const { name, verdict, says, cause } = classifySqlFailure(evidence);
    super(says, options);
    this.name = 'SqlServerError';
    this.failure = name;
    this.verdict = verdict;
    this.instance = evidence.instance;
    this.messages = evidence.messages;
    this.statement = statement.split('\n', 1)[0] ?? '';
    if (cause !== undefined) {
      this.number = cause.number;
      this.state = cause.state;
      if (cause.procedure !== undefined) this.procedure = cause.procedure;
      if (cause.line !== undefined) this.line = cause.line;
    }
  }
}
