import type { MSSQLError } from 'mssql';

/** The error that a request ends with; fails when it succeeds. */
export async function failure<T extends MSSQLError>(promise: Promise<unknown>): Promise<T> {
  return promise.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => error as T,
  );
}
