/** Reads what mssql and tedious throw: the server's messages are spread over the error and its `precedingErrors`. */
import { RequestError } from 'mssql';
import type { SqlErrorMessage, SqlEvidence } from '../../../domain/sql-failures';

/** The fields of mssql's RequestError and tedious' ERROR token that its type declarations get wrong or leave out. */
interface DriverError {
  readonly message: string;
  readonly code?: unknown;
  readonly number?: unknown;
  readonly class?: unknown;
  readonly state?: unknown;
  readonly lineNumber?: unknown;
  readonly procName?: unknown;
  readonly precedingErrors?: readonly DriverError[];
}

/** `undefined` for an error of the driver's own: it has no number (mssql then puts the code there). */
export function serverMessage(error: DriverError): SqlErrorMessage | undefined {
  if (typeof error.number !== 'number') return undefined;
  return {
    number: error.number,
    severity: Number(error.class ?? 16),
    state: Number(error.state ?? 1),
    text: error.message,
    ...(typeof error.lineNumber === 'number' ? { line: error.lineNumber } : {}),
    ...(typeof error.procName === 'string' && error.procName !== '' ? { procedure: error.procName } : {}),
  };
}

/** `loginMessages` are what the server said while the connection was being made: the driver keeps only the last one. */
export function evidenceOf(error: unknown, instance: string, loginMessages: readonly SqlErrorMessage[]): SqlEvidence {
  const thrown: DriverError = error instanceof Error ? error : { message: String(error) };
  const connected = error instanceof RequestError;
  const messages = [...(thrown.precedingErrors ?? []), thrown].flatMap((each) => serverMessage(each) ?? []);
  return {
    instance,
    messages: connected ? messages : loginMessages,
    ...(typeof thrown.code === 'string' ? { code: thrown.code } : {}),
    detail: thrown.message,
    connected,
  };
}
