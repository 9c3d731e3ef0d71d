/** An instance of two virtual tables, for the tests of the engine. */
import type {
  AdministrativeStatement,
  Column,
  InstanceFacts,
  Parameter,
  Procedure,
  Reply,
  SqlMessage,
  SqlValue,
  VirtualTable,
} from '../../../../estate/sql-server/contract';
import { SqlError } from '../../../../estate/sql-server/contract';
import { createEngineSession } from '../../../../estate/sql-server/engine/engine';
import type { EngineSession } from '../../../../estate/sql-server/engine/engine';
import { TimeZone } from '../../../../estate/time-zone';

export interface Answer {
  readonly columns: (readonly Column[])[];
  readonly rows: (readonly SqlValue[])[];
  readonly messages: SqlMessage[];
  readonly counts: (number | undefined)[];
  readonly outputs: Parameter[];
  status: number | undefined;
}

export class FakeInstance implements InstanceFacts {
  readonly name = 'SQL1\\CHAT';
  readonly timeZone = new TimeZone('UTC');
  readonly versionText = 'Microsoft SQL Server 2012';
  readonly administered: AdministrativeStatement[] = [];
  readonly observed: string[] = [];
  readonly transactions: string[] = [];
  readonly procedures = new Map<string, Procedure>();
  administerHook: (signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  messages: (readonly SqlValue[])[] = [];

  readonly databases: VirtualTable = {
    columns: [
      { name: 'database_id', type: { name: 'int' }, nullable: false },
      { name: 'name', type: { name: 'nvarchar', length: 128 }, nullable: false },
      { name: 'state_desc', type: { name: 'nvarchar', length: 60 } },
      { name: 'redo_lsn', type: { name: 'numeric', precision: 25, scale: 0 } },
    ],
    rows: () => [
      [1, 'master', 'ONLINE', null],
      [4, 'msdb', 'ONLINE', null],
      [5, 'mgc', 'RESTORING', { unscaled: 40000000123400001n, scale: 0 }],
    ],
  };

  readonly chat: VirtualTable = {
    columns: [
      { name: 'id', type: { name: 'int' }, nullable: false },
      { name: 'database_id', type: { name: 'int' } },
      { name: 'text', type: { name: 'nvarchar', length: 20 } },
    ],
    rows: () => this.messages,
    insert: (rows) => void this.messages.push(...rows),
    delete: (matches) => {
      const before = this.messages.length;
      this.messages = this.messages.filter((row) => !matches(row));
      return before - this.messages.length;
    },
    update: (change) => {
      let count = 0;
      this.messages = this.messages.map((row) => {
        const changed = change(row);
        if (changed !== undefined) count++;
        return changed ?? row;
      });
      return count;
    },
  };

  table({ name }: { readonly name: string }): VirtualTable | undefined {
    return { databases: this.databases, messages: this.chat }[name.toLowerCase()];
  }

  procedure({ name }: { readonly name: string }): Procedure | undefined {
    return this.procedures.get(name.toLowerCase());
  }

  async administer(
    statement: AdministrativeStatement,
    session: { readonly signal: AbortSignal },
    reply: Pick<Reply, 'columns' | 'row'>,
  ): Promise<void> {
    this.administered.push(statement);
    await this.administerHook(session.signal);
    if (statement.kind === 'restore' && statement.what === 'headeronly') {
      reply.columns([
        { name: 'BackupName', type: { name: 'nvarchar', length: 128 } },
        { name: 'FirstLSN', type: { name: 'numeric', precision: 25, scale: 0 } },
      ]);
      reply.row([statement.disks[0]!, { unscaled: 1234567890123456789012345n, scale: 0 }]);
    }
    if (statement.kind === 'restore' && statement.what === 'log') {
      const message = (number: number, text: string): SqlMessage => ({ number, severity: 16, state: 1, text });
      throw new SqlError(message(3013, 'RESTORE LOG is terminating abnormally.'), [
        message(3101, 'Exclusive access could not be obtained because the database is in use.'),
      ]);
    }
  }

  openDatabase(name: string): string {
    if (!['master', 'mgc'].includes(name.toLowerCase())) {
      throw new SqlError({
        number: 911,
        severity: 16,
        state: 1,
        text: `Database '${name}' does not exist. Make sure that the name is entered correctly.`,
      });
    }
    return name.toLowerCase();
  }

  serverProperty = (name: string): SqlValue => (name.toLowerCase() === 'productversion' ? '11.0.7001.0' : null);
  databaseId = (name: string): number | null => (name.toLowerCase() === 'master' ? 1 : null);
  loginName = (sid: Buffer): string | null => (sid.equals(Buffer.from([1])) ? 'sa' : null);
  databaseName = (id: number): string | null => (id === 1 ? 'master' : null);
  isServerRoleMember = (role: string): boolean | null => (role.toLowerCase() === 'sysadmin' ? true : null);
  hasPermission = (): boolean => true;
  begin = (): void => void this.transactions.push('begin');
  commit = (): void => void this.transactions.push('commit');
  rollback = (): void => void this.transactions.push('rollback');
  now = (): Date => new Date(Date.UTC(2014, 2, 5, 13, 4, 5, 678));

  observe = (event: { readonly phase: string; readonly text: string }): Promise<void> => {
    if (event.phase === 'before') this.observed.push(event.text);
    return Promise.resolve();
  };

  session(): EngineSession {
    return createEngineSession(this, {
      id: 51,
      login: 'CONTOSO\\dr',
      isSysadmin: true,
      hostName: 'host',
      programName: 'test',
      database: 'master',
    });
  }
}

export function recorder(): { readonly answer: Answer; readonly reply: Reply } {
  const answer: Answer = { columns: [], rows: [], messages: [], counts: [], outputs: [], status: undefined };
  return {
    answer,
    reply: {
      message: (message) => answer.messages.push(message),
      columns: (columns) => answer.columns.push(columns),
      row: (values) => answer.rows.push(values),
      done: (rows) => answer.counts.push(rows),
      returnStatus: (value) => (answer.status = value),
      output: (parameter) => answer.outputs.push(parameter),
      database: () => undefined,
    },
  };
}

export async function ask(
  session: EngineSession,
  text: string,
  parameters: readonly Parameter[] = [],
): Promise<Answer> {
  const { answer, reply } = recorder();
  await session.execute(text, parameters, reply, new AbortController().signal);
  return answer;
}

/** Errors only, as `number/line`. */
export const errorsOf = (answer: Answer): string[] =>
  answer.messages
    .filter((message) => message.severity > 10)
    .map((message) => `${message.number}/${message.line ?? '-'}`);
