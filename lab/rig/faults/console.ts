/** Somebody at a query window of an instance. */
import { SqlError } from '../../estate/sql-server/contract';
import type { StruckInstance } from './struck';

const atTheConsole = { login: 'sa', programName: 'Microsoft SQL Server Management Studio - Query' } as const;

/** @throws Error with what the instance says against it. */
export async function say(instance: StruckInstance, text: string): Promise<void> {
  try {
    await instance.run(text, atTheConsole);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const cause = error.before[0] ?? error.details;
    throw new Error(`${instance.name} refuses: ${String(cause.number)}: ${cause.text}`, { cause: error });
  }
}
