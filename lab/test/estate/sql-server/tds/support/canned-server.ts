import type {
  Column,
  LoginRequest,
  Parameter,
  Reply,
  SqlServer,
  SqlSession,
  TransactionChange,
} from '../../../../../estate/sql-server/contract';
import { SqlError } from '../../../../../estate/sql-server/contract';

/** What a request gives its canned answer to work with. */
export interface Request {
  readonly session: CannedSession;
  readonly parameters: readonly Parameter[];
  readonly reply: Reply;
  readonly signal: AbortSignal;
}

export type Answer = (request: Request) => void | Promise<void>;

/** A session that knows nothing: it answers texts and procedures with what a test has put there for them. */
export class CannedSession implements SqlSession {
  database: string;
  readonly log: string[] = [];
  private endedCallback: () => void = () => undefined;
  private transactionCallback: (change: TransactionChange) => void = () => undefined;
  private inTransaction = false;

  constructor(
    readonly id: number,
    readonly login: LoginRequest,
    private readonly answers: ReadonlyMap<string, Answer>,
  ) {
    this.database = login.database === '' ? 'master' : login.database;
  }

  onEnded(callback: () => void): void {
    this.endedCallback = callback;
  }

  end(): void {
    this.endedCallback();
  }

  execute(text: string, parameters: readonly Parameter[], reply: Reply, signal: AbortSignal): Promise<void> {
    return this.answer(text, { session: this, parameters, reply, signal });
  }

  call(procedure: string, parameters: readonly Parameter[], reply: Reply, signal: AbortSignal): Promise<void> {
    return this.answer(`EXEC ${procedure}`, { session: this, parameters, reply, signal });
  }

  onTransaction(callback: (change: TransactionChange) => void): void {
    this.transactionCallback = callback;
  }

  describe(): readonly Column[] | undefined {
    return undefined;
  }

  transaction(request: 'begin' | 'commit' | 'rollback' | 'save', reply: Reply): Promise<void> {
    this.log.push(request);
    if (request !== 'save') this.changed(request);
    reply.done();
    return Promise.resolve();
  }

  /** As a statement of a batch does it. */
  changed(change: TransactionChange): void {
    this.inTransaction = change === 'begin';
    this.transactionCallback(change);
  }

  reset(): void {
    this.log.push('reset');
    if (this.inTransaction) this.changed('rollback');
  }

  close(): void {
    this.log.push('close');
  }

  private async answer(text: string, request: Request): Promise<void> {
    const key = text.trim();
    // Drivers state their SET options first, and mssql asks a pooled connection whether it lives.
    if (/^set\s|^SELECT 1;$/i.test(key)) {
      request.reply.done();
      return;
    }
    this.log.push(key);
    const answer = this.answers.get(key);
    if (answer === undefined) {
      throw new SqlError({ number: 102, severity: 15, state: 1, text: `Incorrect syntax near '${key}'.` });
    }
    await answer(request);
  }
}

/** One login, `sa` with the password `Pa$$w0rd`, and any database but `restoring`. */
export class CannedServer implements SqlServer {
  readonly name = 'SQL1\\CHAT';
  readonly version = { major: 11, minor: 0, build: 7001 };
  readonly sessions: CannedSession[] = [];
  readonly answers = new Map<string, Answer>();

  /** The session that requests run on: mssql opens one only to see whether it can, and closes it. */
  get latest(): CannedSession | undefined {
    return this.sessions.at(-1);
  }

  login(request: LoginRequest): Promise<SqlSession> {
    const refused = { number: 18456, severity: 14, state: 1, text: `Login failed for user '${request.user}'.` };
    if (request.user !== 'sa' || request.password !== 'Pa$$w0rd') return Promise.reject(new SqlError(refused));
    if (request.database === 'restoring') {
      const text = 'Cannot open database "restoring" requested by the login. The login failed.';
      return Promise.reject(new SqlError(refused, [{ number: 4060, severity: 11, state: 1, text }]));
    }
    const session = new CannedSession(51 + this.sessions.length, request, this.answers);
    this.sessions.push(session);
    return Promise.resolve(session);
  }

  on(text: string, answer: Answer): void {
    this.answers.set(text, answer);
  }
}
