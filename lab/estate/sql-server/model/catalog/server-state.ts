/** Views that show the whole server want VIEW SERVER STATE: 300, then 297 ("Database Engine Events and Errors", 0-999). */
import { SqlError } from '../../contract';
import type { SessionFacts, SqlMessage } from '../../contract';

const message = (number: number, severity: number, text: string): SqlMessage => ({ number, severity, state: 1, text });

/** @throws SqlError 300 followed by 297. */
export function requireServerState(session: Pick<SessionFacts, 'isSysadmin'>): void {
  if (session.isSysadmin) return;
  throw new SqlError(message(297, 16, 'The user does not have permission to perform this action.'), [
    message(300, 14, "VIEW SERVER STATE permission was denied on object 'server', database 'master'."),
  ]);
}
