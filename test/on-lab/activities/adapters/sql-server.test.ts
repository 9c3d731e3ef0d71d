import { createServer, Socket, type AddressInfo, type Server } from 'node:net';
import { createSqlServer, type SqlServer, type SqlServerOptions } from '../../../../activities/adapters/sql-server';
import { SqlServerError } from '../../../../activities/adapters/sql-server/sql-server-error';
import type { Store } from '../../../../domain/topology/pool';
import {
  SqlError,
  type LoginRequest,
  type Reply,
  type SqlServer as Instance,
  type SqlSession,
} from '../../../../lab/estate/sql-server/contract';
import { listen, type TdsListener } from '../../../../lab/estate/sql-server/tds/listener';

type Answer = (reply: Reply, signal: AbortSignal, end: () => void) => Promise<void> | void;

/** An instance that gives one prepared answer to every batch and call, and remembers what it was asked. */
class Canned implements Instance {
  readonly name = 'SQL1\\CHAT';
  readonly version = { major: 11, minor: 0, build: 7001 };
  readonly asked: string[] = [];
  readonly logins: LoginRequest[] = [];
  /** Called with the database of a session that the client ended. */
  onClosed: (database: string) => void = () => undefined;
  answer: Answer = (reply) => reply.done();

  async login(request: LoginRequest): Promise<SqlSession> {
    this.logins.push(request);
    if (request.password !== 'right') {
      throw new SqlError({ number: 18456, severity: 14, state: 1, text: `Login failed for user '${request.user}'.` });
    }
    let ended = (): void => undefined;
    const run = async (text: string, reply: Reply, signal: AbortSignal): Promise<void> => {
      // The driver's own probe and settings are not what is tested.
      if (/^(select 1;|set )/i.test(text.trim())) {
        reply.done();
        return;
      }
      this.asked.push(text);
      await this.answer(reply, signal, () => ended());
    };
    return {
      id: 51,
      database: request.database === '' ? 'master' : request.database,
      onTransaction: () => undefined,
      describe: () => undefined,
      onEnded: (callback) => {
        ended = callback;
      },
      execute: (text, _parameters, reply, signal) => run(text, reply, signal),
      call: (_procedure, parameters, reply, signal) => run(parameters[0]?.value as string, reply, signal),
      transaction: async () => undefined,
      reset: () => undefined,
      close: () => this.onClosed(request.database),
    };
  }
}

let instance: Canned;
let listener: TdsListener;
let store: Store;
let sql: SqlServer;

const clientOf = (
  password: string,
  more: Partial<Pick<SqlServerOptions, 'connectTimeoutMs' | 'timeoutMs'>> = {},
): SqlServer =>
  createSqlServer({
    credentials: () => ({ user: 'pchatdr', password }),
    applicationName: 'persistent-chat-dr',
    log: { debug: () => undefined },
    encrypt: false,
    ...more,
  });

const failureOf = async (work: Promise<unknown>): Promise<SqlServerError> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SqlServerError);
  return error as SqlServerError;
};

beforeEach(async () => {
  instance = new Canned();
  listener = await listen(instance, { host: '127.0.0.1', port: 0 });
  store = { server: 'sql1.contoso.com', instance: 'CHAT', address: '127.0.0.1', port: listener.port };
  sql = clientOf('right');
});

afterEach(async () => {
  await sql.close();
  await listener.close();
});

test('a look answers with its rows', async () => {
  instance.answer = (reply) => {
    reply.columns([{ name: 'newestTicks', type: { name: 'nvarchar', length: 30 } }]);
    reply.row(['7']);
    reply.done(1);
  };
  await expect(sql.query(store, 'newest-message', { database: 'mgc' })).resolves.toEqual([{ newestTicks: '7' }]);
  expect(instance.asked).toEqual(['SELECT CONVERT(varchar(30), MAX(chatDate)) AS newestTicks FROM [mgc].dbo.tblChat;']);
});

test('it connects to master under the name of the application', async () => {
  await sql.execute(store, 'KILL 51;');
  expect(instance.logins[0]).toMatchObject({ database: 'master', programName: 'persistent-chat-dr', user: 'pchatdr' });
});

test('an act that must run in a database connects to it for that act alone', async () => {
  const closed = new Promise<string>((resolve) => {
    instance.onClosed = (database) => database === 'mgc' && resolve(database);
  });
  await sql.execute(store, 'ALTER USER [u] WITH LOGIN = [u];', { database: 'mgc' });
  await expect(closed).resolves.toBe('mgc');
});

test('an act answers with the messages of the server', async () => {
  instance.answer = (reply) => {
    reply.message({ number: 3014, severity: 10, state: 1, text: 'RESTORE LOG successfully processed 1 pages.' });
    reply.done();
  };
  const { messages } = await sql.execute(store, 'RESTORE LOG [mgc];');
  expect(messages).toEqual([{ number: 3014, text: 'RESTORE LOG successfully processed 1 pages.' }]);
});

const tooRecent = (): never => {
  throw new SqlError({ number: 3013, severity: 16, state: 1, text: 'RESTORE LOG is terminating abnormally.' }, [
    {
      number: 4305,
      severity: 16,
      state: 1,
      text: 'The log in this backup set begins at LSN 300, which is too recent.',
      line: 1,
    },
  ]);
};

test('a failure is named after its cause and keeps every message', async () => {
  instance.answer = tooRecent;
  const failure = await failureOf(sql.execute(store, "RESTORE LOG [mgc]\nFROM DISK = N'x';"));
  expect(failure).toMatchObject({
    failure: 'LogBackupMissing',
    verdict: 'refuse',
    number: 4305,
    instance: 'SQL1\\CHAT',
    statement: 'RESTORE LOG [mgc]',
  });
  expect(failure.messages.map(({ number }) => number)).toEqual([4305, 3013]);
});

test('a failure that the caller accepts is a success', async () => {
  instance.answer = tooRecent;
  await expect(sql.execute(store, 'RESTORE LOG [mgc];', { accept: ['LogBackupMissing'] })).resolves.toEqual({
    messages: [],
  });
});

test('a refused login names the instance and what to do, and never the password', async () => {
  const stranger = clientOf('wrong-password');
  const failure = await failureOf(stranger.query(store, 'server-facts', {}));
  expect(failure).toMatchObject({ failure: 'LoginRefused', verdict: 'refuse', number: 18456 });
  expect(failure.message).toMatch(/^SQL1\\CHAT: Login failed for user 'pchatdr'\./);
  expect(JSON.stringify([failure.message, failure.stack, failure])).not.toContain('wrong-password');
  await stranger.close();
});

test('an instance that does not listen is unreachable, which is safe to try again', async () => {
  await listener.close();
  expect(await failureOf(sql.execute(store, 'KILL 51;'))).toMatchObject({
    failure: 'InstanceUnreachable',
    verdict: 'retry',
  });
});

test('an instance that came back is used again', async () => {
  const { port } = listener;
  await listener.close();
  await failureOf(sql.execute(store, 'KILL 51;'));
  listener = await listen(instance, { host: '127.0.0.1', port });
  await expect(sql.execute(store, 'KILL 51;')).resolves.toEqual({ messages: [] });
});

it('a request of several packets does not wait until its first packet is acknowledged', async () => {
  const setNoDelay = jest.spyOn(Socket.prototype, 'setNoDelay');
  await sql.execute(store, 'PRINT 1');
  const toTheInstance = setNoDelay.mock.contexts.flatMap((socket, call) =>
    (socket as Socket).remotePort === store.port ? [setNoDelay.mock.calls[call]] : [],
  );
  setNoDelay.mockRestore();
  expect(toTheInstance).toEqual([[true]]);
});

describe('a host that accepts and says nothing', () => {
  let silent: Server;
  beforeEach(async () => {
    silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
  });
  afterEach(() => silent.close());

  test('is unreachable once the time to connect is over', async () => {
    const impatient = clientOf('right', { connectTimeoutMs: 200 });
    const failure = await failureOf(
      impatient.execute({ ...store, port: (silent.address() as AddressInfo).port }, 'KILL 51;'),
    );
    expect(failure.failure).toBe('InstanceUnreachable');
    await impatient.close();
  });
});

const until = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

test('a statement that exceeds its time has lost its reply, and is ended on the server', async () => {
  let wasEnded = false;
  instance.answer = async (_reply, signal) => {
    await until(signal);
    wasEnded = true;
  };
  const failure = await failureOf(sql.execute(store, 'RESTORE LOG [mgc];', { timeoutMs: 100 }));
  expect(failure).toMatchObject({ failure: 'ReplyLost', verdict: 'indeterminate' });
  expect(wasEnded).toBe(true);
});

test('an answer that begins and never ends is lost once the time of its statement is over', async () => {
  let wasEnded = false;
  instance.answer = async (reply, signal) => {
    // More than one packet, so that the driver has the first one of the answer.
    for (let line = 0; line < 100; line += 1)
      reply.message({ number: 0, severity: 0, state: 1, text: `line ${String(line)} `.repeat(50) });
    await until(signal);
    wasEnded = true;
  };
  const failure = await failureOf(
    sql.execute(store, "EXEC msdb.dbo.sp_start_job @job_name = N'x';", { timeoutMs: 100 }),
  );
  expect(failure).toMatchObject({ failure: 'ReplyLost', verdict: 'indeterminate' });
  expect(wasEnded).toBe(true);
});

test('a statement has as long as the topology gives the statements of its store', async () => {
  const patience: string[] = [];
  const patient = clientOf('right', {
    timeoutMs: ({ server }) => {
      patience.push(server);
      return 100;
    },
  });
  instance.answer = (_reply, signal) => until(signal);
  expect(await failureOf(patient.execute(store, 'SELECT 2;'))).toMatchObject({ failure: 'ReplyLost' });
  expect(patience).toEqual([store.server]);
  await patient.close();
});

test('a statement that is cancelled is ended on the server, and its effect is indeterminate', async () => {
  const cancellation = new AbortController();
  instance.answer = async (_reply, signal) => {
    cancellation.abort();
    await until(signal);
  };
  const failure = await failureOf(sql.execute(store, 'RESTORE LOG [mgc];', { signal: cancellation.signal }));
  expect(failure).toMatchObject({ failure: 'Interrupted', verdict: 'indeterminate' });
});

test('a statement whose connection is lost has lost its reply', async () => {
  instance.answer = async () => {
    await listener.close();
  };
  expect(await failureOf(sql.execute(store, 'RESTORE LOG [mgc];'))).toMatchObject({
    failure: 'ReplyLost',
    verdict: 'indeterminate',
  });
});

test.each([0, Number.POSITIVE_INFINITY, Number.NaN])(
  'a statement without a finite timeout (%p) is a mistake of the caller',
  async (timeoutMs) => {
    await expect(sql.execute(store, 'KILL 51;', { timeoutMs })).rejects.toThrow(RangeError);
  },
);
