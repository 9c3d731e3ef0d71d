/** Refusals of the engine, and how far each one reaches ("Database Engine Events and Errors", 0-8999). */
import { SqlError } from '../contract';

export function refusal(number: number, text: string, severity = 16, line?: number): SqlError {
  return new SqlError({ number, severity, state: 1, text, ...(line !== undefined && { line }) });
}

/** How much is given up with the statement: nothing, the scope (EXEC text, batch), or the batch and its transaction. */
export type Reach = 'statement' | 'scope' | 'batch';

/** Found when the statement is bound to its tables, after the batch has begun (deferred name resolution). */
const scopeErrors = new Set([
  102, 103, 104, 105, 107, 108, 113, 116, 117, 120, 121, 131, 134, 137, 145, 155, 156, 157, 174, 189, 192, 195, 205,
  206, 207, 208, 209, 213, 243, 257, 259, 264, 319, 402, 529, 911, 1033, 1038, 4104, 4108, 4145, 8117, 8120, 8121, 8155,
  8156, 8158, 8159, 1011, 1013,
]);

/** Conversions, deadlocks and doomed transactions. */
const batchErrors = new Set([241, 242, 244, 245, 248, 1205, 3930, 8114, 9803]);

/** @param xactAbort whether SET XACT_ABORT is ON. */
export function reachOf(error: SqlError, xactAbort: boolean): Reach {
  const { number, severity } = error.details;
  if (severity >= 20 || batchErrors.has(number)) return 'batch';
  if (scopeErrors.has(number)) return 'scope';
  // RAISERROR is the documented exception: it does not honour XACT_ABORT.
  return xactAbort && number < 50_000 ? 'batch' : 'statement';
}

/** Errors that the compiler finds before anything of the batch runs, when the tables are there already. */
export const isBindingError = (error: SqlError): boolean =>
  scopeErrors.has(error.details.number) && error.details.number !== 208 && error.details.number !== 911;
