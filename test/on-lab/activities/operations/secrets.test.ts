import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { inspect } from 'node:util';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createAgentJobs } from '../../../../activities/adapters/agent-job';
import { createSqlServer, type SqlServer } from '../../../../activities/adapters/sql-server';
import { createHostActivities } from '../../../../activities/host';
import { labLogins } from '../../../../lab/rig/lab';
import { HostUnderTest } from '../../support/host-under-test';

const root = path.join(__dirname, '../../../..');
const wrong = 'Wr0ng-and-secret!';
const secrets = [wrong, labLogins.worker.password];

/** Everything that a log, a history or a debugger could show of a value, however deep. */
const shown = (value: unknown): string =>
  inspect(value, { depth: 20, showHidden: true, customInspect: false, maxArrayLength: null, maxStringLength: null });

const leaks = (value: unknown): string[] => secrets.filter((secret) => shown(value).includes(secret));

describe('the password of a worker', () => {
  let host: HostUnderTest;
  const lines: unknown[] = [];
  const servers: SqlServer[] = [];
  const log = { debug: (...line: unknown[]) => void lines.push(line) };

  const serverWith = (password: string): SqlServer => {
    const server = createSqlServer({
      credentials: () => ({ user: labLogins.worker.user, password }),
      applicationName: 'persistent-chat-dr',
      log,
      encrypt: false,
    });
    servers.push(server);
    return server;
  };
  const failureOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => Promise.reject(new Error('it succeeded')),
      (error: unknown) => error,
    );

  /** An activity of a worker that logs in with that password, everything that it logs kept. */
  const run = (password: string, name: string, input: object): Promise<unknown> => {
    const sql = serverWith(password);
    const activity = createHostActivities({ ...host.tools, sql, jobs: createAgentJobs(sql) }).sql[name];
    const logger = new DefaultLogger('TRACE', (entry) => void lines.push(entry));
    return new MockActivityEnvironment({}, { logger }).run(activity as (given: object) => Promise<unknown>, {
      scope: host.scope,
      ...input,
    });
  };

  beforeAll(async () => {
    host = await HostUnderTest.start({ pool: { without: ['mirror', 'backupMirror', 'compliance'] } });
  }, 60_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await host.close();
  });

  it('is in no error of a refused login, nor in its cause', async () => {
    const error = await failureOf(serverWith(wrong).query(host.pool.mgc.primary, 'server-facts', {}));
    expect(error).toMatchObject({ failure: 'LoginRefused' });
    expect(leaks(error)).toEqual([]);
  });

  it('is in no error of a statement that fails', async () => {
    const sql = serverWith(labLogins.worker.password);
    const error = await failureOf(sql.execute(host.pool.mgc.primary, 'ALTER DATABASE [nowhere] SET PARTNER OFF;'));
    expect(error).toMatchObject({ name: 'SqlServerError' });
    expect(leaks(error)).toEqual([]);
  });

  it('is in no error of an instance that is gone', async () => {
    const store = { ...host.pool.mgc.primary, port: 1 };
    const error = await failureOf(serverWith(wrong).query(store, 'server-facts', {}));
    expect(error).toMatchObject({ failure: 'InstanceUnreachable' });
    expect(leaks(error)).toEqual([]);
  });

  afterEach(() => {
    expect(leaks(lines)).toEqual([]);
  });

  it('is in no result, no failure and no log line of an activity', async () => {
    const copies = [{ database: 'mgc', role: 'primary' }];
    const looked = await run(wrong, 'observeStores', { side: 'primary', copies });
    expect(looked).toMatchObject({ facts: [{ loginRefused: true }] });
    const record = { on: 'backup', poolState: 'Normal', activeServers: [] };
    const failure = await failureOf(run(wrong, 'recordLogShipping', record));
    expect(failure).toMatchObject({ type: 'LoginRefused', nonRetryable: true });
    expect(leaks([looked, failure])).toEqual([]);
    expect(lines).not.toEqual([]);
  });

  it('is replaced in a log line, wherever it stands in what is logged', () => {
    const program = `
      const { createLog } = require('./workers/runtime');
      const password = ${JSON.stringify(wrong)};
      const log = createLog('test');
      log.info({ password }, 'bare');
      log.info({ sql: { password } }, 'one level deep');
      log.info({ configuration: { sql: { credentials: { user: 'pchatdr', password } } } }, 'a whole configuration');
      log.info({ all: { configuration: { sql: { password } } } }, 'deeper still');`;
    // The log goes to standard error, which the shell hands over as standard output.
    const text = execFileSync('sh', ['-c', 'exec "$0" --import tsx -e "$1" 2>&1', process.execPath, program], {
      cwd: root,
      encoding: 'utf8',
    });
    const written = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string });
    expect(written.map(({ msg }) => msg)).toEqual(['bare', 'one level deep', 'a whole configuration', 'deeper still']);
    expect(text).not.toContain(wrong);
  });
});
