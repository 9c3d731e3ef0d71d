/** Port of an instance: who is connected, and what each has changed without a commit. */
import type { LabInstance } from '../../../contract';
import type { Login } from '../logins';
import type { Client, EngineSession, SessionRegistry } from '../session-registry';
import type { Transactions } from '../transactions';

export interface Sessions extends Pick<LabInstance, 'sessions'> {
  readonly registry: SessionRegistry;
  readonly transactions: Transactions;
  /** @throws SqlError 4060 followed by 18456. */
  open(login: Login, client: Client, database: string): EngineSession;
  /** @returns false when there is no such session. */
  endSession(id: number): boolean;
  endSessionsIn(database: string, chosen?: (session: { id: number; login: string }) => boolean): void;
  /** Resolves when `holds` does, which is looked at whenever sessions change; rejects when the signal is aborted. */
  waitUntil(holds: () => boolean, signal: AbortSignal): Promise<void>;
}
