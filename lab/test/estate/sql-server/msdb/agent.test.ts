import { eventually, failure, FakeEstate, message } from './fake-estate';

describe('SQL Server Agent', () => {
  let lab: FakeEstate;
  beforeEach(() => {
    lab = new FakeEstate();
  });
  afterEach(() => lab.msdb.dispose());

  test('a job runs its T-SQL step in a session of the Agent that names the job in storage order', async () => {
    const id = await lab.addJob('nightly', 'SELECT 1');
    const outcome = await lab.runJob('nightly');
    const [first, second, third, fourth, fifth] = id.split('-') as [string, string, string, string, string];
    const swapped = (group: string): string => Buffer.from(group, 'hex').reverse().toString('hex').toUpperCase();
    expect(lab.ran).toMatchObject([
      {
        text: 'SELECT 1',
        options: {
          login: 'NT SERVICE\\SQLSERVERAGENT',
          database: 'master',
          programName: `SQLAgent - TSQL JobStep (Job 0x${swapped(first)}${swapped(second)}${swapped(third)}${fourth}${fifth} : Step 1)`,
        },
      },
    ]);
    expect(outcome).toMatchObject({
      run_status: 1,
      step_name: '(Job outcome)',
      message:
        'The job succeeded.  The Job was invoked by User CONTOSO\\pchatdr.  The last step to run was step 1 (only step).',
    });
    expect(lab.messages).toMatchObject([{ number: 14243, text: "Job 'nightly' started successfully." }]);
  });

  test('the history of a failed step names every message and error with its number', async () => {
    lab.answer = () => failure(3101, 'Exclusive access could not be obtained because the database is in use.');
    await lab.addJob('restore');
    expect(await lab.runJob('restore')).toMatchObject({ run_status: 0 });
    expect(lab.rows('sysjobhistory')[0]).toMatchObject({
      step_id: 1,
      sql_message_id: 3013,
      message:
        'Executed as user: NT SERVICE\\SQLSERVERAGENT. Exclusive access could not be obtained because the database is in use. [SQLSTATE 42000] (Error 3101)' +
        '  RESTORE LOG is terminating abnormally. [SQLSTATE 42000] (Error 3013).  The step failed.',
    });
  });

  test('messages of a step that succeeds stand in its history', async () => {
    lab.answer = () => [message(3014, 'BACKUP LOG successfully processed 1 pages.')];
    await lab.addJob('backup');
    await lab.runJob('backup');
    expect(lab.rows('sysjobhistory')[0]?.['message']).toBe(
      'Executed as user: NT SERVICE\\SQLSERVERAGENT. BACKUP LOG successfully processed 1 pages. [SQLSTATE 01000] (Message 3014).  The step succeeded.',
    );
  });

  test('a job that runs cannot be started a second time, and can be stopped', async () => {
    lab.answer = () => 'until ended';
    await lab.addJob('long');
    await lab.call('sp_start_job', { '@job_name': 'long' });
    expect(await lab.refusal('sp_start_job', { '@job_name': 'long' })).toMatch(
      /^22022: SQLServerAgent Error: .* already has a pending request from User/,
    );
    await eventually(() => lab.ran.length === 1);
    expect(await lab.refusal('sp_start_job', { '@job_name': 'long' })).toBe(
      '22022: SQLServerAgent Error: Request to run job long (from User CONTOSO\\pchatdr) refused because the job is already running from a request by User CONTOSO\\pchatdr.',
    );
    expect(lab.rows('sysjobactivity')).toMatchObject([
      { start_execution_date: expect.any(Date), last_executed_step_id: null, stop_execution_date: null },
    ]);
    await lab.call('sp_stop_job', { '@job_name': 'long' });
    await eventually(() => lab.outcomes('long').length === 1);
    expect(lab.outcomes('long')[0]).toMatchObject({ run_status: 3 });
    expect(await lab.refusal('sp_stop_job', { '@job_name': 'long' })).toMatch(
      /^22022: .*refused because the job is not currently running\.$/,
    );
  });

  test('an Agent that stops in the middle leaves the activity of its session without an end', async () => {
    lab.answer = () => 'until ended';
    await lab.addJob('long');
    await lab.call('sp_start_job', { '@job_name': 'long' });
    await eventually(() => lab.ran.length === 1);
    lab.msdb.crashAgent();
    expect(lab.ran[0]?.options.signal?.aborted).toBe(true);
    expect(await lab.refusal('sp_start_job', { '@job_name': 'long' })).toBe(
      '22022: SQLServerAgent is not currently running so it cannot be notified of this action.',
    );
    lab.msdb.startAgent();
    expect(await lab.refusal('sp_start_job', { '@job_name': 'long' })).toMatch(/^14258: /);
    expect(lab.rows('sysjobactivity')).toMatchObject([
      { session_id: 1, start_execution_date: expect.any(Date), stop_execution_date: null },
      { session_id: 2, start_execution_date: null },
    ]);
    expect(lab.rows('sysjobhistory')).toEqual([]);
  });

  test('a step is retried as often as it says, then the job goes where the step sends it', async () => {
    lab.answer = (text) => (text === 'first' ? failure(1205, 'deadlock') : undefined);
    await lab.addJob('two steps', 'first', { '@retry_attempts': 1, '@on_fail_action': 3 });
    await lab.call('sp_add_jobstep', { '@job_name': 'two steps', '@step_name': 'then', '@command': 'second' });
    expect(await lab.runJob('two steps')).toMatchObject({ run_status: 1 });
    expect(lab.rows('sysjobhistory').map(({ step_id, run_status }) => [step_id, run_status])).toEqual([
      [1, 2],
      [1, 0],
      [2, 1],
      [0, 1],
    ]);
  });

  test('a job that waits for its next retry can be stopped', async () => {
    lab.answer = () => failure(1205, 'deadlock');
    await lab.addJob('patient', 'SELECT 1', { '@retry_attempts': 1, '@retry_interval': 1_000_000 });
    await lab.call('sp_start_job', { '@job_name': 'patient' });
    await eventually(() => lab.rows('sysjobhistory').length === 1);
    await lab.call('sp_stop_job', { '@job_name': 'patient' });
    await eventually(() => lab.outcomes('patient').length === 1);
    expect(lab.outcomes('patient')[0]?.['message']).toMatch(
      /^The job was stopped prior to completion by User CONTOSO\\pchatdr\./,
    );
  });

  test('a daily schedule in minutes starts an enabled job again and again, by scaled minutes', async () => {
    await lab.addJob('often');
    await lab.call('sp_add_jobschedule', {
      '@job_name': 'often',
      '@name': 'every 15 minutes',
      '@freq_type': 4,
      '@freq_interval': 1,
      '@freq_subday_type': 4,
      '@freq_subday_interval': 15,
    });
    await eventually(() => lab.outcomes('often').length >= 2);
    expect(lab.outcomes('often')[0]?.['message']).toContain('The Job was invoked by Schedule 1 (every 15 minutes).');
    expect(lab.rows('sysjobactivity')[0]).toMatchObject({
      run_requested_source: '1',
      next_scheduled_run_date: expect.any(Date),
    });
  });

  test('a disabled job keeps its schedule but not its next run, and still starts by hand', async () => {
    await lab.addJob('idle');
    await lab.call('sp_update_job', { '@job_name': 'idle', '@enabled': 0 });
    await lab.call('sp_add_jobschedule', {
      '@job_name': 'idle',
      '@name': 'daily',
      '@freq_type': 4,
      '@freq_interval': 1,
      '@freq_subday_type': 4,
      '@freq_subday_interval': 1,
    });
    expect(lab.rows('sysjobschedules')).toMatchObject([{ next_run_date: 0 }]);
    expect(await lab.runJob('idle')).toMatchObject({ run_status: 1 });
  });

  test('a job with delete_level 1 is gone once it has succeeded', async () => {
    await lab.addJob('once');
    await lab.call('sp_update_job', { '@job_name': 'once', '@delete_level': 1 });
    await lab.call('sp_start_job', { '@job_name': 'once' });
    await eventually(() => lab.rows('sysjobs').length === 0);
    expect(lab.rows('sysjobhistory')).toEqual([]);
  });

  test('a CmdExec step that is not log shipping fails as the command shell does', async () => {
    await lab.addJob('program', 'robocopy a b', { '@subsystem': 'CMDEXEC' });
    expect(await lab.runJob('program')).toMatchObject({ run_status: 0 });
    expect(lab.rows('sysjobhistory')[0]?.['message']).toContain(
      "'robocopy' is not recognized as an internal or external command",
    );
  });

  describe('refuses', () => {
    beforeEach(async () => {
      await lab.addJob('known');
    });
    test.each([
      [
        'a job name that is taken',
        'sp_add_job',
        { '@job_name': 'KNOWN' },
        "14261: The specified @name ('KNOWN') already exists.",
      ],
      [
        'a job name with a percent sign',
        'sp_add_job',
        { '@job_name': '100%' },
        "14289: @job_name cannot contain '%' characters.",
      ],
      [
        'a job name of 129 characters',
        'sp_add_job',
        { '@job_name': 'x'.repeat(129) },
        '14250: The specified @job_name is too long. It must contain no more than 128 characters.',
      ],
      [
        'a category that does not exist',
        'sp_add_job',
        { '@job_name': 'a', '@category_name': 'none' },
        "14234: The specified '@category_name' is invalid (valid values are returned by sp_help_category).",
      ],
      [
        'a job that does not exist',
        'sp_start_job',
        { '@job_name': 'missing' },
        "14262: The specified @job_name ('missing') does not exist.",
      ],
      [
        'a call that names no job',
        'sp_start_job',
        {},
        '14294: Supply either @job_id or @job_name to identify the job.',
      ],
      [
        'a second job server',
        'sp_add_jobserver',
        { '@job_name': 'known' },
        "14269: Job 'known' is already targeted at server 'SQL1\\CHAT'.",
      ],
      [
        'an unknown subsystem',
        'sp_add_jobstep',
        { '@job_name': 'known', '@step_name': 's', '@subsystem': 'BASH' },
        "14234: The specified '@subsystem' is invalid (valid values are returned by sp_enum_sqlagent_subsystems).",
      ],
    ])('%s', async (_, procedure, values, refusal) => {
      expect(await lab.refusal(procedure, values)).toBe(refusal);
    });

    test('starting a job without a server or without steps', async () => {
      await lab.call('sp_add_job', { '@job_name': 'bare' });
      expect(await lab.refusal('sp_start_job', { '@job_name': 'bare' })).toMatch(
        /^14256: Cannot start the job "bare" \(ID .*\) because it does not have any job server/,
      );
      await lab.call('sp_add_jobserver', { '@job_name': 'bare' });
      expect(await lab.refusal('sp_start_job', { '@job_name': 'bare' })).toBe(
        '14528: Job "bare" has no steps defined.',
      );
    });

    test('anybody who is not a sysadmin', async () => {
      expect(await lab.refusal('sp_start_job', {}, { isSysadmin: false })).toBe(
        "229: The EXECUTE permission was denied on the object 'sp_start_job', database 'msdb', schema 'dbo'.",
      );
    });
  });

  test('a schedule in use is deleted only by force', async () => {
    await lab.addJob('often');
    const { outputs } = await lab.call('sp_add_schedule', {
      '@schedule_name': 's',
      '@freq_type': 1,
      '@active_start_date': 20990101,
    });
    await lab.call('sp_attach_schedule', { '@job_name': 'often', '@schedule_id': outputs['@schedule_id']! });
    expect(await lab.refusal('sp_delete_schedule', { '@schedule_name': 's' })).toMatch(/^14372: /);
    await lab.call('sp_detach_schedule', { '@job_name': 'often', '@schedule_name': 's', '@delete_unused_schedule': 1 });
    expect(lab.rows('sysschedules')).toEqual([]);
  });

  test('deleting a job takes its steps, server, activity and history along', async () => {
    await lab.addJob('gone');
    await lab.runJob('gone');
    await lab.call('sp_delete_job', { '@job_name': 'gone' });
    for (const table of ['sysjobs', 'sysjobsteps', 'sysjobservers', 'sysjobactivity', 'sysjobhistory'])
      expect([table, lab.rows(table)]).toEqual([table, []]);
  });
});
