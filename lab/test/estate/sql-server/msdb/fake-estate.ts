/** An instance and an estate just large enough for msdb: statements are recorded, their outcomes scripted, files in memory. */
import { OsError } from '../../../../estate/contract';
import type { LabDatabase, Msdb, RunOptions } from '../../../../estate/contract';
import { WorkObserver } from '../../../../estate/work';
import { LabClock } from '../../../../estate/clock';
import { SqlError } from '../../../../estate/sql-server/contract';
import type { Column, Procedure, SessionFacts, SqlMessage, SqlValue } from '../../../../estate/sql-server/contract';
import type { Owner, Surroundings } from '../../../../estate/sql-server/msdb/context';
import { createMsdb } from '../../../../estate/sql-server/msdb/msdb';
import { TimeZone } from '../../../../estate/time-zone';

export type Row = Record<string, SqlValue>;
export type Outcome = readonly SqlMessage[] | SqlError | 'until ended' | undefined;

export const message = (number: number, text: string, severity = 10): SqlMessage => ({
  number,
  severity,
  state: 1,
  text,
});
export const failure = (number: number, text: string): SqlError =>
  new SqlError(message(3013, 'RESTORE LOG is terminating abnormally.', 16), [message(number, text, 16)]);

export class FakeEstate {
  readonly ran: { readonly text: string; readonly options: RunOptions }[] = [];
  readonly files = new Map<string, Buffer>();
  readonly messages: SqlMessage[] = [];
  readonly msdb: Msdb;
  /** What a statement comes to; `undefined` is success without a word. */
  answer: (text: string) => Outcome = () => undefined;
  database: Partial<LabDatabase> = { name: 'mgc', state: 'ONLINE', recoveryModel: 'FULL' };

  constructor(readonly timeScale = 60_000) {
    this.msdb = createMsdb(this.instance(), this.estate());
    this.msdb.startAgent();
  }

  private instance(): Owner {
    const known = (name: string): LabDatabase | undefined =>
      name.toLowerCase() === 'mgc' ? (this.database as LabDatabase) : undefined;
    return {
      name: 'SQL1\\CHAT',
      version: { major: 11, minor: 0, build: 7001 },
      timeZone: new TimeZone('UTC'),
      place: { side: 'primary', host: 'sql1.contoso.com' },
      isUp: true,
      database: known,
      sessions: () => [],
      run: (text, options) => this.run(text, options),
      sidOf: (login) => Buffer.from(login.toLowerCase()),
      loginName: (sid) => sid.toString(),
      accountRefusal: () => undefined,
    };
  }

  private estate(): Surroundings {
    return {
      clock: new LabClock(this.timeScale),
      files: this.fileSystem(),
      work: new WorkObserver(),
      changed: () => undefined,
    };
  }

  private async run(text: string, options: RunOptions): Promise<{ messages: readonly SqlMessage[]; resultSets: [] }> {
    this.ran.push({ text, options });
    const outcome = this.answer(text);
    if (outcome instanceof SqlError) throw outcome;
    if (outcome === 'until ended') {
      await new Promise((_, reject) =>
        options.signal?.addEventListener('abort', () =>
          reject(new SqlError(message(3204, 'The backup or restore was aborted.', 16))),
        ),
      );
    }
    const disk = /^BACKUP LOG .* TO DISK = N'([^']+)'/.exec(text)?.[1];
    if (disk !== undefined) this.files.set(disk, Buffer.from('log backup'));
    return { messages: Array.isArray(outcome) ? outcome : [], resultSets: [] };
  }

  private fileSystem(): Surroundings['files'] {
    const missing = (): OsError => new OsError(2, 'The system cannot find the file specified.');
    const read = (path: string): Buffer => {
      const content = this.files.get(path);
      if (content === undefined) throw missing();
      return content;
    };
    return {
      list: async (folder) =>
        [...this.files]
          .filter(([path]) => path.startsWith(`${folder}\\`))
          .map(([path, content]) => ({ name: path.slice(folder.length + 1), size: content.length })),
      read: async (path) => read(path),
      write: async (path, content) => void this.files.set(path, content),
      rename: async (from, to) => {
        this.files.set(to, read(from));
        this.files.delete(from);
      },
      remove: async (path) => void this.files.delete(path),
      exists: (path) => this.files.has(path),
    };
  }

  /** Calls a stored procedure; answers with its OUTPUT values and its result set. */
  async call(
    name: string,
    values: Row = {},
    session: Partial<SessionFacts> = {},
  ): Promise<{ outputs: Row; rows: Row[] }> {
    const found = this.msdb.procedure(name);
    if (found === undefined) throw new Error(`there is no procedure ${name}`);
    const outputs: Row = {};
    const rows: Row[] = [];
    let columns: readonly Column[] = [];
    await found.procedure.run({
      session: this.session(session),
      arguments: argumentsOf(found.procedure, values),
      outputs: new Set(),
      reply: {
        columns: (names) => void (columns = names),
        row: (row) =>
          void rows.push(Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null]))),
        done: () => undefined,
      },
      output: (parameter, value) => void (outputs[parameter] = value),
    });
    return { outputs, rows };
  }

  /** The number and text of the refusal that a call ends in. */
  async refusal(name: string, values: Row = {}, session: Partial<SessionFacts> = {}): Promise<string> {
    try {
      await this.call(name, values, session);
    } catch (error) {
      if (error instanceof SqlError) return error.message;
      throw error;
    }
    throw new Error(`${name} was not refused`);
  }

  rows(table: string): Row[] {
    const found = this.msdb.table(table);
    if (found === undefined) throw new Error(`there is no table ${table}`);
    return [...found.rows(this.session({}))].map((row) =>
      Object.fromEntries(found.columns.map(({ name }, index) => [name, row[index] ?? null])),
    );
  }

  session(session: Partial<SessionFacts>): SessionFacts {
    return {
      id: 51,
      login: 'CONTOSO\\pchatdr',
      isSysadmin: true,
      database: 'master',
      hostName: 'here',
      programName: 'test',
      inTransaction: false,
      signal: new AbortController().signal,
      progress: () => undefined,
      message: (number, severity, text) => void this.messages.push({ number, severity, text, state: 1 }),
      ...session,
    };
  }

  /** Makes a job with one T-SQL step, ready to start. */
  async addJob(job_name: string, command = 'SELECT 1', step: Row = {}): Promise<string> {
    const { outputs } = await this.call('sp_add_job', { '@job_name': job_name });
    const only = { '@job_name': job_name, '@step_name': 'only step', '@command': command };
    await this.call('sp_add_jobstep', { ...only, ...step });
    await this.call('sp_add_jobserver', { '@job_name': job_name });
    return outputs['@job_id'] as string;
  }

  /** Starts a job and waits for its outcome row. */
  async runJob(job_name: string): Promise<Row> {
    const before = this.outcomes(job_name).length;
    await this.call('sp_start_job', { '@job_name': job_name });
    await eventually(() => this.outcomes(job_name).length > before);
    return this.outcomes(job_name).at(-1)!;
  }

  outcomes(job_name: string): Row[] {
    const id = this.rows('sysjobs').find(({ name }) => name === job_name)?.['job_id'];
    return this.rows('sysjobhistory').filter(({ job_id, step_id }) => job_id === id && step_id === 0);
  }
}

const argumentsOf = ({ parameters }: Procedure, values: Row): Map<string, SqlValue> => {
  const known = parameters.map(({ name, default: value }) => [name, values[name] ?? value ?? null] as const);
  const unknown = Object.keys(values).find((name) => !parameters.some((parameter) => parameter.name === name));
  if (unknown !== undefined) throw new Error(`${unknown} is not a parameter`);
  return new Map(known);
};

/** Polls until `holds`, and fails after a deadline. */
export async function eventually(holds: () => boolean, deadlineMs = 5000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`still not so after ${String(deadlineMs)} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
