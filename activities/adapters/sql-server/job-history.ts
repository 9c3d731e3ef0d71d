/** Reads the message column of sysjobhistory, where a failed step leaves its errors as one line of text. */
import type { SqlErrorMessage } from '../../../domain/sql-failures';

/** `… [SQLSTATE 42000] (Error 3101)  RESTORE DATABASE is terminating abnormally. [SQLSTATE 42000] (Error 3013).` */
const told = /\s*([\s\S]*?)\s*\[SQLSTATE \w+\]\s*\((Error|Message) (\d+)\)\.?/g;

/** The errors of a step, in order. Severity is not written down; every error that ends a step is above 10. */
export function errorsInHistory(message: string): SqlErrorMessage[] {
  return [...message.replace(/^Executed as user: [^.]*\.\s*/, '').matchAll(told)].flatMap(
    ([, text = '', kind, number]) =>
      kind === 'Error' ? [{ number: Number(number), severity: 16, state: 1, text }] : [],
  );
}

/** Start of the program name of a T-SQL job step's session; the job id stands there as bytes, the first three groups swapped. */
export function jobStepProgram(jobId: string): string {
  const [first = '', second = '', third = '', ...rest] = jobId.split('-');
  const swapped = [first, second, third].map((group) => (group.match(/../g) ?? []).reverse().join(''));
  return `SQLAgent - TSQL JobStep (Job 0x${[...swapped, ...rest].join('').toUpperCase()} : Step `;
}
