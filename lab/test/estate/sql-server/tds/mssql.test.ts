import { once } from 'node:events';
import type { ConnectionPool, RequestError } from 'mssql';
import sql from 'mssql';
import { SqlError } from '../../../../estate/sql-server/contract';
import type { TdsListener } from '../../../../estate/sql-server/tds/listener';
import { listen } from '../../../../estate/sql-server/tds/listener';
import { CannedServer } from './support/canned-server';
import { connect, openTedious } from './support/connect';
import { everyType } from './support/every-type';
import { failure } from './support/failure';
import { until } from './support/until';

describe('the TDS server and mssql', () => {
  let server: CannedServer;
  let listener: TdsListener;
  let pools: ConnectionPool[];

  beforeEach(async () => {
    server = new CannedServer();
    listener = await listen(server, { host: '127.0.0.1', port: 0 });
    pools = [];
  });

  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    await listener.close();
  });

  async function open(options?: Parameters<typeof connect>[1]): Promise<ConnectionPool> {
    const pool = await connect(listener, options);
    pools.push(pool);
    return pool;
  }

  describe('login', () => {
    it('hands over user, database, host and program', async () => {
      await open({ database: 'msdb', options: { appName: 'persistent-chat-dr' } });
      const session = server.latest;
      expect(session?.login).toMatchObject({ user: 'sa', database: 'msdb', programName: 'persistent-chat-dr' });
      expect(session?.login.hostName).not.toBe('');
      expect(session?.login.clientPid).toBe(process.pid);
    });

    it('refuses a wrong password with 18456', async () => {
      const error = await failure(connect(listener, { password: 'wrong' }));
      expect(error).toMatchObject({ code: 'ELOGIN', message: "Login failed for user 'sa'." });
      expect((error as { originalError?: unknown }).originalError).toMatchObject({ code: 'ELOGIN' });
    });

    it('says 4060 before 18456 for a database that cannot be opened', async () => {
      const error = await failure(connect(listener, { database: 'restoring' }));
      expect(error.message).toBe("Login failed for user 'sa'.");
    });
  });

  describe('results', () => {
    it('arrive as sets in order, each with its rows', async () => {
      server.on('SELECT two', ({ reply }) => {
        reply.columns([{ name: 'a', type: { name: 'int' } }]);
        reply.row([1]);
        reply.row([null]);
        reply.done(2);
        reply.columns([{ name: 'b', type: { name: 'nvarchar', length: 20 } }]);
        reply.done(0);
        reply.done(7);
      });
      const result = await (await open()).request().query('SELECT two');
      expect(result.recordsets).toEqual([[{ a: 1 }, { a: null }], []]);
      expect(result.rowsAffected).toEqual([2, 0, 7]);
    });

    it.each(everyType)(
      'of a column of $name arrive as sent, and NULL as NULL',
      async ({ received, value, ...column }) => {
        server.on('SELECT value', ({ reply }) => {
          reply.columns([column]);
          reply.row([value]);
          reply.row([null]);
          reply.done(2);
        });
        const { recordset } = await (await open()).request().query('SELECT value');
        expect(recordset).toEqual([{ [column.name]: received }, { [column.name]: null }]);
      },
    );

    it('larger than any buffer arrive whole', async () => {
      const text = 'x'.repeat(3000);
      server.on('SELECT many', async ({ reply }) => {
        reply.columns([
          { name: 'n', type: { name: 'int' } },
          { name: 'text', type: { name: 'varchar', length: 4000 } },
        ]);
        for (let n = 0; n < 3000; n++) {
          reply.row([n, text]);
          await reply.drained?.();
        }
        reply.done(3000);
      });
      const { recordset } = await (await open()).request().query<{ n: number; text: string }>('SELECT many');
      expect(recordset).toHaveLength(3000);
      expect(recordset[2999]).toEqual({ n: 2999, text });
    });

    it('carry messages live, severity 10 as class 0', async () => {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      server.on('BACKUP', async ({ reply }) => {
        reply.message({ number: 3211, severity: 10, state: 1, text: '50 percent processed.' });
        await released;
        reply.done();
      });
      const request = (await open()).request();
      const messages: unknown[] = [];
      request.on('info', (message) => {
        messages.push(message);
        release();
      });
      await request.query('BACKUP');
      expect(messages).toEqual([
        expect.objectContaining({ number: 3211, class: 0, state: 1, message: '50 percent processed.', lineNumber: 1 }),
      ]);
    });
  });

  describe('errors', () => {
    it('keep what precedes the last one', async () => {
      server.on('RESTORE', () => {
        throw new SqlError(
          { number: 3013, severity: 16, state: 1, text: 'RESTORE DATABASE is terminating abnormally.', line: 3 },
          [{ number: 3101, severity: 16, state: 1, text: 'Exclusive access could not be obtained.', procedure: 'p' }],
        );
      });
      const error = await failure<RequestError>((await open()).request().query('RESTORE'));
      expect(error).toMatchObject({ code: 'EREQUEST', number: 3013, class: 16, state: 1, lineNumber: 3 });
      expect(error).toHaveProperty('precedingErrors', [expect.objectContaining({ number: 3101, procName: 'p' })]);
      expect(error.serverName).toBe('SQL1\\CHAT');
    });

    it('that end one statement let the next one answer', async () => {
      server.on('two statements', ({ reply }) => {
        reply.message({ number: 208, severity: 16, state: 1, text: "Invalid object name 'x'." });
        reply.done();
        reply.columns([{ name: 'a', type: { name: 'int' } }]);
        reply.row([1]);
        reply.done(1);
      });
      const request = (await open()).request();
      const rows: unknown[] = [];
      request.stream = true;
      request.on('row', (row) => rows.push(row));
      const failed = once(request, 'error');
      const done = new Promise((resolve) => request.on('done', resolve));
      request.batch('two statements').catch(() => undefined);
      expect((await failed)[0]).toMatchObject({ number: 208 });
      await done;
      expect(rows).toEqual([{ a: 1 }]);
    });

    it('from severity 20 on end the connection', async () => {
      server.on('fatal', () => {
        throw new SqlError({ number: 824, severity: 24, state: 2, text: 'A logical consistency error.' });
      });
      const pool = await open();
      await failure(pool.request().batch('fatal'));
      await until(() => listener.connections === 0);
      expect(server.latest?.log).toContain('close');
    });

    it('of the server itself are 3624, and the reason is logged', async () => {
      const logged: string[] = [];
      const faulty = await listen(server, { host: '127.0.0.1', port: 0, log: (text) => logged.push(text) });
      server.on('fault', ({ reply }) => {
        reply.columns([{ name: 'a', type: { name: 'int' } }]);
        reply.row(['not a number']);
      });
      const pool = await connect(faulty);
      expect(await failure(pool.request().batch('fault'))).toMatchObject({ number: 3624, class: 20 });
      await pool.close();
      await faulty.close();
      expect(logged.join()).toContain('column "a"');
    });
  });

  describe('a prepared statement', () => {
    it('runs with the values of each execution', async () => {
      server.on('SELECT @n', ({ parameters, reply }) => {
        reply.columns([{ name: 'n', type: { name: 'int' } }]);
        reply.row([parameters[0]?.value ?? null]);
        reply.done(1);
      });
      const statement = new sql.PreparedStatement(await open());
      statement.input('n', sql.Int());
      await statement.prepare('SELECT @n');
      const first = await statement.execute({ n: 1 });
      const second = await statement.execute({ n: 2 });
      await statement.unprepare();
      expect([first.recordset, second.recordset]).toEqual([[{ n: 1 }], [{ n: 2 }]]);
    });
  });

  describe('a transaction', () => {
    it('begins and commits', async () => {
      const transaction = new sql.Transaction(await open());
      await transaction.begin();
      await transaction.commit();
      expect(server.latest?.log).toEqual(['begin', 'commit']);
    });

    it('begins and rolls back', async () => {
      const transaction = new sql.Transaction(await open());
      await transaction.begin();
      await transaction.rollback();
      expect(server.latest?.log).toEqual(['begin', 'rollback']);
    });
  });

  describe('attention', () => {
    beforeEach(() => {
      server.on('WAITFOR', async ({ signal }) => {
        await once(signal, 'abort');
        throw signal.reason;
      });
      server.on('SELECT 1', ({ reply }) => {
        reply.columns([{ name: 'a', type: { name: 'int' } }]);
        reply.row([1]);
        reply.done(1);
      });
    });

    it('of a cancelled request ends it, and the session lives on', async () => {
      const pool = await open();
      const request = pool.request();
      const failed = failure<RequestError>(request.batch('WAITFOR'));
      await until(() => server.latest?.log.includes('WAITFOR') === true);
      request.cancel();
      expect(await failed).toMatchObject({ code: 'ECANCEL' });
      const session = server.latest;
      expect((await pool.request().batch('SELECT 1')).recordset).toEqual([{ a: 1 }]);
      expect(server.latest).toBe(session);
    });

    it('of a request that timed out ends it, and the session lives on', async () => {
      const pool = await open({ requestTimeout: 50 });
      expect(await failure(pool.request().query('WAITFOR'))).toMatchObject({ code: 'ETIMEOUT' });
      const session = server.latest;
      expect((await pool.request().batch('SELECT 1')).recordset).toEqual([{ a: 1 }]);
      expect(server.latest).toBe(session);
    });

    it('in the middle of rows ends them', async () => {
      server.on('SELECT endless', async ({ reply, signal }) => {
        reply.columns([{ name: 'text', type: { name: 'varchar', length: 8000 } }]);
        while (!signal.aborted) {
          reply.row(['x'.repeat(8000)]);
          await reply.drained?.();
          await new Promise(setImmediate);
        }
      });
      const pool = await open();
      const request = pool.request();
      request.stream = true;
      request.once('row', () => request.cancel());
      const failed = once(request, 'error');
      request.batch('SELECT endless').catch(() => undefined);
      expect((await failed)[0]).toMatchObject({ code: 'ECANCEL' });
      expect((await pool.request().batch('SELECT 1')).recordset).toEqual([{ a: 1 }]);
    });
  });

  describe('a session', () => {
    it('that the server ends takes its connection with it', async () => {
      const pool = await open();
      server.on('KILL', ({ session }) => session.end());
      expect(await failure(pool.request().batch('KILL'))).toMatchObject({
        code: 'ECONNRESET',
      });
      await until(() => listener.connections === 0);
      expect(server.latest?.log).toEqual(['KILL', 'close']);
    });

    it('whose client goes away is closed, and what it ran is aborted', async () => {
      let reason: unknown;
      server.on('WAITFOR', async ({ signal }) => {
        await once(signal, 'abort');
        reason = signal.reason;
      });
      const pool = await open();
      void pool
        .request()
        .batch('WAITFOR')
        .catch(() => undefined);
      await until(() => server.latest?.log.includes('WAITFOR') === true);
      await listener.close();
      await until(() => reason !== undefined);
      expect(reason).toBeInstanceOf(Error);
      expect(server.latest?.log).toContain('close');
      listener = await listen(server, { host: '127.0.0.1', port: 0 });
    });

    it('that tedious resets is reset before the next request', async () => {
      const { connection, reset } = await openTedious(listener.port);
      await reset();
      expect(server.latest?.log).toEqual(['reset']);
      connection.close();
    });
  });
});
