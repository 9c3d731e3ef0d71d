/** A failure of SQL Server or of the way to it, with its name, its verdict and everything the server said. */
import type { SqlFailureName } from '../../../domain/failures';
import { classifySqlFailure, type SqlErrorMessage, type SqlEvidence } from '../../../domain/sql-failures';
import { Failure } from '../../failure';

/** Thrown for every failed look, act and job. Its message is a sentence with a remedy and never holds a password. */
export class SqlServerError extends Failure<SqlFailureName> {
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
    const { name, says, cause } = classifySqlFailure(evidence);
    super(name, says, options);
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
