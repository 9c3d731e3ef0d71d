import type { JobRequest, JobWatch } from '../../../../activities/adapters/agent-job';
import { SqlServerError } from '../../../../activities/adapters/sql-server/sql-server-error';
import { statements } from '../../../../activities/statements';
import { until } from '../../../../lab/rig/testing/until';
import { HostUnderTest } from '../../support/host-under-test';

let host: HostUnderTest;
let made = 0;

beforeAll(async () => {
  // A backup lasts about half a second.
  host = await HostUnderTest.start({
    timeScale: 1000,
    load: { sizeGb: 100, throughput: 200 },
    pool: { without: ['mirror', 'backupMirror', 'compliance'] },
  });
}, 60_000);
afterAll(() => host.close());

const file = (name: string): string => `${host.pool.logShipping.share}\\${name}.bak`;

/** A job of its own for each test. */
const aRequest = (): JobRequest => {
  made += 1;
  const name = `PCDR_test${String(made)}`;
  return { name, text: statements.copyOnlyBackup(file(name)), description: 'a test' };
};

const run = (request: JobRequest, watch: Partial<JobWatch> = {}) =>
  host.jobs.run(host.pool.mgc.primary, request, {
    onProgress: () => undefined,
    signal: new AbortController().signal,
    pollMs: 20,
    graceMs: 1000,
    ...watch,
  });

/** Every execution of the statement itself, by whatever job; the ledger leaves its semicolon out. */
const runsOf = (request: JobRequest) =>
  host.lab.estate.ledger.entries.filter(({ text }) => text === request.text.replace(/;$/, ''));
const isRunning = async ({ name }: JobRequest): Promise<boolean> => {
  const [row] = await host.sql.query(host.pool.mgc.primary, 'job-state', { job: name });
  return row?.running === true;
};
const running = (request: JobRequest): Promise<void> => until(`${request.name} runs`, () => isRunning(request));
/** The statement itself is under way, not only its job. */
const underWay = (request: JobRequest): Promise<void> =>
  until(`${request.name} backs up`, async () => {
    const rows = await host.asAdministrator(
      'primary',
      `SELECT r.command FROM sys.dm_exec_requests AS r WHERE r.command = 'BACKUP DATABASE'`,
    );
    return rows.length > 0;
  });
const failureOf = async (work: Promise<unknown>): Promise<SqlServerError> => {
  const failure: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof SqlServerError) return failure;
  throw new Error(`Expected SQL Server's refusal, not ${String(failure)}.`);
};

describe('a statement run as an Agent job', () => {
  it('is executed once, and its progress rises', async () => {
    const request = aRequest();
    const seen: number[] = [];
    await run(request, { onProgress: (percent) => void seen.push(percent) });
    expect(runsOf(request).map(({ outcome }) => outcome)).toEqual(['done']);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual([...seen].sort((one, other) => one - other));
    expect(seen.at(-1)).toBeGreaterThan(0);
  });

  it('is not executed again by a second call, until it is forgotten', async () => {
    const request = aRequest();
    await run(request);
    const { forget } = await run(request);
    expect(runsOf(request)).toHaveLength(1);
    await forget();
    await expect(host.jobs.isKnown(host.pool.mgc.primary, request.name)).resolves.toBe(false);
    await run(request);
    expect(runsOf(request)).toHaveLength(2);
  });

  it('is executed once when two callers ask for it at the same time', async () => {
    const request = aRequest();
    await Promise.all([run(request), run(request)]);
    expect(runsOf(request).map(({ outcome }) => outcome)).toEqual(['done']);
  });

  it('goes on without a caller that was cancelled, and the next one re-attaches to it', async () => {
    const request = aRequest();
    const caller = new AbortController();
    const abandoned = run(request, { signal: caller.signal });
    await running(request);
    caller.abort(new Error('the worker was killed'));
    await expect(abandoned).rejects.toThrow('the worker was killed');
    await expect(isRunning(request)).resolves.toBe(true);
    await run(request);
    expect(runsOf(request).map(({ outcome }) => outcome)).toEqual(['done']);
  });

  it('is seen stopped before a cancellation that asks for it is reported, and the next caller runs it again', async () => {
    const request = aRequest();
    const caller = new AbortController();
    const stopped = run(request, { signal: caller.signal, onCancelled: 'stop' });
    await underWay(request);
    caller.abort(new Error('cancelled'));
    await expect(stopped).rejects.toThrow('cancelled');
    await expect(isRunning(request)).resolves.toBe(false);
    expect(runsOf(request).map(({ outcome }) => outcome)).toEqual(['interrupted']);
    await run(request);
    expect(runsOf(request).map(({ outcome }) => outcome)).toEqual(['interrupted', 'done']);
  });

  it('is taken up from a job that an earlier attempt left half-built', async () => {
    const request = aRequest();
    await host.asAdministrator('primary', `EXEC msdb.dbo.sp_add_job @job_name = N'${request.name}'`);
    await run(request);
    expect(runsOf(request)).toHaveLength(1);
  });

  it('is taken up from a job that has its step but no server to run on', async () => {
    const request = aRequest();
    await host.asAdministrator(
      'primary',
      `EXEC msdb.dbo.sp_add_job @job_name = N'${request.name}';
       EXEC msdb.dbo.sp_add_jobstep @job_name = N'${request.name}', @step_name = N'run', @subsystem = N'TSQL',
         @command = N'${request.text.replaceAll(`'`, `''`)}', @database_name = N'master'`,
    );
    await run(request);
    expect(runsOf(request)).toHaveLength(1);
  });

  it('replaces a job of its name that has done nothing yet', async () => {
    const request = aRequest();
    await host.asAdministrator(
      'primary',
      `EXEC msdb.dbo.sp_add_job @job_name = N'${request.name}';
       EXEC msdb.dbo.sp_add_jobstep @job_name = N'${request.name}', @step_name = N'run', @subsystem = N'TSQL',
         @command = N'SELECT 1', @database_name = N'master'`,
    );
    await run(request);
    expect(runsOf(request)).toHaveLength(1);
  });

  it('is refused when a job of its name has executed something else', async () => {
    const request = aRequest();
    await run(request);
    const other = { ...request, text: statements.copyOnlyBackup(file('another')) };
    const failure = await failureOf(run(other));
    expect(failure.verdict).toBe('refuse');
    expect(failure.message).toContain(
      `A job named ${request.name} runs, or ran, another statement; look at it and delete it.`,
    );
    expect(runsOf(other)).toEqual([]);
  });

  it('is recognised as lost when the Agent stops in the middle, and run again when the Agent is back', async () => {
    const request = aRequest();
    const { msdb } = host.instance('primary');
    const lost = failureOf(run(request));
    await underWay(request);
    msdb.crashAgent();
    const failure = await lost;
    expect(failure.verdict).not.toBe('refuse');
    expect(failure.message).toContain(`no longer runs job ${request.name}, and it left no outcome`);
    msdb.startAgent();
    await run(request);
    expect(runsOf(request).map(({ outcome }) => outcome)).toEqual(['interrupted', 'done']);
  });

  it('is run again when the Agent was stopped in an orderly way, though its history calls the job failed', async () => {
    const request = aRequest();
    const { msdb } = host.instance('primary');
    const stopped = failureOf(run(request));
    await underWay(request);
    msdb.stopAgent();
    msdb.startAgent();
    const failure = await stopped;
    expect(failure.verdict).not.toBe('refuse');
    expect(failure.message).toContain('stopped prior to completion by Shutdown Sequence 0');
    await run(request);
    expect(runsOf(request).map(({ outcome }) => outcome)).toEqual(['interrupted', 'done']);
  });

  it('fails with the numbers that SQL Server wrote into the history of the job', async () => {
    const request = aRequest();
    const failure = await failureOf(run({ ...request, text: statements.copyOnlyBackup('Q:\\nowhere\\mgc.bak') }));
    expect(failure.messages.map(({ number }) => number)).toEqual([3201, 3013]);
    expect(failure.number).toBe(3201);
    expect(failure.message).toContain('Q:\\nowhere\\mgc.bak');
  });

  it('is not run again when it is in effect, though its run is known as failed because its answer was lost', async () => {
    const request = aRequest();
    const asked: number[] = [];
    const isInEffect = (): Promise<boolean> => {
      asked.push(runsOf(request).length);
      return Promise.resolve(true);
    };
    host.lab.moments.when({ edge: 'after', call: 'BACKUP DATABASE mgc' }, (call) => call.drop());
    await run({ ...request, isInEffect });
    await run({ ...request, isInEffect });
    expect(runsOf(request).map(({ outcome }) => outcome)).toEqual(['done']);
    expect(asked).toEqual([1, 1]);
  });

  it('fails as stopped when somebody stops the job', async () => {
    const request = aRequest();
    const stopped = failureOf(run(request));
    await underWay(request);
    await host.asAdministrator('primary', `EXEC msdb.dbo.sp_stop_job @job_name = N'${request.name}'`);
    expect((await stopped).message).toContain(`Job ${request.name} was stopped.`);
  });

  it('is dropped while it runs, and dropped again without harm', async () => {
    const request = aRequest();
    const dropped = failureOf(run(request));
    await underWay(request);
    await host.jobs.drop(host.pool.mgc.primary, request.name);
    await dropped;
    await expect(host.jobs.isKnown(host.pool.mgc.primary, request.name)).resolves.toBe(false);
    await host.jobs.drop(host.pool.mgc.primary, request.name);
    expect(runsOf(request).map(({ outcome }) => outcome)).toEqual(['interrupted']);
  });
});
