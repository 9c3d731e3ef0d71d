/** Faults that are armed for a named moment or a time, the words that mean nothing, and the command line. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { faults } from '../../../rig/faults/faults';
import { noteIn } from '../../../rig/running-lab';
import { ask, instanceOf } from '../../../rig/testing/estate-state';
import { until } from '../../../rig/testing/until';
import {
  asClient,
  byApi,
  dropNewDatabase,
  hasNewDatabase,
  lab,
  newDatabase,
  outcome,
  overHttp,
  primary,
  setState,
  ways,
  withOneLab,
} from './support';

withOneLab();

const up = (): boolean => instanceOf(lab, 'witness').isUp;

describe.each(ways)('a fault armed for a moment %s', (_, inject) => {
  it('at after: the statement has its effect, and its client is cut off', async () => {
    await inject('at', 'after', newDatabase, 'lose-answer');
    expect(await inject('moments')).toBe(`armed after ${newDatabase}: lose-answer`);
    expect(await outcome(() => asClient((pool) => pool.query(newDatabase)))).toBe('cut off');
    expect(hasNewDatabase()).toBe(true);
    await dropNewDatabase();
  });

  it.each([
    ['before', false],
    ['after', true],
  ])('at %s: a statement fails with the error that is named, its effect there: %s', async (edge, isThere) => {
    await inject('at', edge, newDatabase, 'fail', '701');
    expect(await outcome(() => ask(primary(), newDatabase))).toBe(701);
    expect(hasNewDatabase()).toBe(isThere);
    expect(await inject('moments')).toBe('Nothing is armed.');
    await dropNewDatabase();
  });

  it.each(['before', 'after'])('at %s: an instance crashes while a step of the runbook stands there', async (edge) => {
    await inject('at', edge, 'setPoolStateNormal', 'crash-instance', 'witness');
    expect((await setState('Normal')).error).toBeUndefined();
    expect(up()).toBe(false);
    await inject('start-instance', 'witness');
  });

  it('at: an Agent job step is a call, its failure is in the history', async () => {
    await inject('at', 'before', 'WAITFOR@primary', 'fail', '1205');
    const job = `job-${inject === byApi ? 'a' : 'b'}`;
    await ask(
      primary(),
      `EXEC msdb.dbo.sp_add_job @job_name = N'${job}';
       EXEC msdb.dbo.sp_add_jobstep @job_name = N'${job}', @step_name = N'one', @command = N'WAITFOR DELAY ''00:00:00''';
       EXEC msdb.dbo.sp_add_jobserver @job_name = N'${job}';
       EXEC msdb.dbo.sp_start_job @job_name = N'${job}'`,
    );
    const history = (): ReturnType<typeof ask> =>
      ask(
        primary(),
        `SELECT h.message FROM msdb.dbo.sysjobhistory AS h INNER JOIN msdb.dbo.sysjobs AS j ON j.job_id = h.job_id
         WHERE j.name = N'${job}' AND h.step_id = 1`,
      );
    await until('the job has run', async () => (await history()).length > 0);
    expect((await history())[0]!['message']).toContain('(Error 1205)');
  });

  it('in: it strikes when its time has come', async () => {
    await inject('in', '6', 'stop-agent', 'mirror');
    await until('the Agent stops', () => !instanceOf(lab, 'mirror').agentRunning);
    await inject('start-agent', 'mirror');
    expect(await inject('moments')).toBe('Nothing is armed.');
  });

  it('mend disarms what is armed, at a moment and for a time', async () => {
    await inject('at', 'before', 'sp_start_job@backup', 'fail');
    await inject('in', '1000000', 'lose-data-centre', 'primary');
    expect((await inject('moments')).split('\n')).toEqual([
      `armed before sp_start_job at ${instanceOf(lab, 'backup').name}: fail`,
      'armed in 1000000 s: lose-data-centre primary',
    ]);
    await inject('mend');
    expect(await inject('moments')).toBe('Nothing is armed.');
  });

  it('a fault that cannot strike when its moment comes says so, and the call goes on', async () => {
    await inject('at', 'before', 'SELECT', 'lose-log-backup', 'none.trn');
    expect(await outcome(() => ask(primary(), 'SELECT 1 AS one'))).toBe('well');
    expect(await inject('moments')).toMatch(/^failed before SELECT.*holds no log backup none\.trn/);
    await inject('mend');
  });
});

describe.each(ways)('a word that means nothing %s', (_, inject) => {
  it.each<[string[], RegExp]>([
    [['explode'], /^There is no fault "explode". There are: lose-data-centre, .*, mend\.$/],
    [['constructor'], /^There is no fault "constructor"/],
    [['lose-data-centre'], /^"lose-data-centre" takes: primary\|secondary\.$/],
    [['lose-data-centre', 'third'], /^"third" is no data centre; there are: primary, secondary\.$/],
    [['cut-link', 'x'], /^"x" is no link; there are: primary-secondary, /],
    [['stop-agent', 'SQL9'], /^"SQL9" is no instance; there are: SQL1\\CHAT \(primary\), /],
    [['deny-login', 'primary', 'bob'], /^"bob" is no login; there are: .*pchatdr/],
    [['kill-session', 'primary', '9999'], /^"9999" is no session of SQL1\\CHAT; there are: /],
    [['kill-session', 'primary', 'x'], /^"x" is no number of a session; /],
    [['stop-chat-server', 'chat9'], /^"chat9" is no chat server; there are: chat-p1\.contoso\.com, /],
    [['slow-share', 'very'], /^"very" is no number of seconds; /],
    [
      ['fail-cmdlet', 'Get-Nothing'],
      /^"Get-Nothing" is no cmdlet; there are: Get-CsPersistentChatState|^"Get-Nothing" is no cmdlet/,
    ],
    [['fail', 'SELECT', '99'], /^"99" is no error to fail with; there are: 701, 1205, /],
    [['hang', 'SELECT', '0'], /^"0" is no number of times; /],
    [['at', 'while', 'SELECT', 'hang'], /^"while" is no edge of a call; there are: before, after\.$/],
    [
      ['at', 'before', 'nonsense', 'hang'],
      /^"nonsense" is neither a step nor a call; there are the steps recordLogShipping, /,
    ],
    [['at', 'before', 'copyLogBackups', 'hang'], /^The step copyLogBackups has no moment: files are copied/],
    [['at', 'before', 'SELECT@nowhere', 'hang'], /^"nowhere" is no instance; there are: /],
    [['at', 'before', 'SELECT', 'explode'], /^There is no fault "explode"/],
    [['at', 'before', 'SELECT', 'fail', '99'], /^"99" is no error to fail with/],
    [['at', 'before', 'SELECT', 'cut-link'], /^"cut-link" takes: primary-secondary\|/],
    [['in', 'soon', 'mend'], /^"soon" is no number of seconds; /],
    [['in', '5', 'explode'], /^There is no fault "explode"/],
    [['in', '5', 'stop-agent', 'SQL9'], /^"SQL9" is no instance/],
  ])('%j gets a sentence that lists what there is', async ([fault = '', ...given], sentence) => {
    const known = Object.hasOwn(faults, fault);
    const refused = inject === byApi && !known ? overHttp(fault, ...given) : inject(fault, ...given);
    expect(await outcome(() => refused)).toMatch(sentence);
    expect(await inject('moments')).toBe('Nothing is armed.');
  });
});

describe('the command line of a running lab', () => {
  let folder: string;
  const commandLine = (...given: string[]): Promise<{ failed: boolean; out: string; error: string }> =>
    new Promise((resolve) =>
      execFile(
        process.execPath,
        ['--import', 'tsx', require.resolve('../../../rig/command-line'), ...given],
        { env: { ...process.env, TMPDIR: folder } },
        (failure, out, error) => resolve({ failed: failure !== null, out: out.trim(), error: error.trim() }),
      ),
    );

  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'pchat-line-'));
    writeFileSync(noteIn(folder), JSON.stringify({ pid: process.pid, controlUrl: lab.controlUrl }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('arms any fault at a moment', async () => {
    const { out } = await commandLine('at', 'after', newDatabase, 'lose-answer');
    expect(out).toBe(`Armed after ${newDatabase}: lose-answer.`);
    expect(await outcome(() => asClient((pool) => pool.query(newDatabase)))).toBe('cut off');
    expect(hasNewDatabase()).toBe(true);
  });

  it('says what there is when a word means nothing, and fails', async () => {
    const { failed, error } = await commandLine('at', 'before', 'takeTailLog', 'stop-agent', 'SQL9');
    expect([failed, error]).toEqual([true, expect.stringMatching(/^"SQL9" is no instance; there are: SQL1/)]);
  });
});
