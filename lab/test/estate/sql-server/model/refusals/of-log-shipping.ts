/** Refusals and alerts of log shipping, and of the Agent that runs it. */
import type { SqlMessage } from '../../../../../estate/sql-server/contract';
import { as, full, on } from './table';
import type { Row, Situation } from './table';

const quoted = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `@${name} = ${typeof value === 'number' ? String(value) : `N'${value}'`}`)
    .join(', ');

const addPrimary = `EXEC master.dbo.sp_add_log_shipping_primary_database ${quoted({ database: '$db', backup_directory: '\\\\fs\\ls\\mgc', backup_share: '\\\\fs\\ls\\mgc', backup_job_name: 'LSBackup_$db', backup_retention_period: 4320, backup_threshold: 60, threshold_alert_enabled: 1, history_retention_period: 5760 })}`;
const pair = { primary_server: 'SQL1\\CHAT', primary_database: '$db' };
const addSecondaryPrimary = `EXEC master.dbo.sp_add_log_shipping_secondary_primary ${quoted({ ...pair, backup_source_directory: '\\\\fs\\ls\\mgc', backup_destination_directory: 'E:\\LS\\mgc', copy_job_name: 'LSCopy_$db', restore_job_name: 'LSRestore_$db', file_retention_period: 4320 })}`;
const addSecondary = `EXEC master.dbo.sp_add_log_shipping_secondary_database ${quoted({ secondary_database: '$db', ...pair, restore_threshold: 45, threshold_alert_enabled: 1, history_retention_period: 5760 })}`;
const mapping = (verb: 'add' | 'delete'): string =>
  `EXEC master.dbo.sp_${verb}_log_shipping_primary_secondary ${quoted({ primary_database: '$db', secondary_server: 'SQL3\\CHAT', secondary_database: '$db' })}`;
const dropPrimary = "EXEC master.dbo.sp_delete_log_shipping_primary_database @database = N'$db'";
const secondarySide = [addSecondaryPrimary, addSecondary].map((text) => on(3, text));
const check = 'EXEC master.dbo.sp_check_log_shipping_monitor_alert';
/** Hours have passed since the last backup, or the last restore. */
const longAgo =
  (instance: number, table: string, column: string) =>
  (row: Situation): Promise<unknown> =>
    row.run(`UPDATE msdb.dbo.${table} SET ${column} = DATEADD(hour, -5, GETUTCDATE())`, { on: instance });

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Runs the job, and tells what the Agent wrote down of it. */
const outcomeOf = async (row: Situation, job: string): Promise<readonly SqlMessage[]> => {
  await row.run(`EXEC msdb.dbo.sp_start_job @job_name = N'${job}'`);
  for (;;) {
    await row.estate.clock.lasts(1);
    const { resultSets } = await row.instance().run(
      row.text(
        `SELECT h.sql_message_id, h.sql_severity, h.message FROM msdb.dbo.sysjobhistory AS h
         INNER JOIN msdb.dbo.sysjobs AS j ON j.job_id = h.job_id WHERE j.name = N'${job}' AND h.step_id = 0`,
      ),
      { login: 'pchatdr', programName: 'table' },
    );
    const [outcome] = resultSets[0]?.rows ?? [];
    if (outcome)
      return [{ number: Number(outcome[0]), severity: Number(outcome[1]), state: 1, text: textOf(outcome[2]) }];
  }
};

const jobOf = (owner: string): string =>
  `EXEC msdb.dbo.sp_add_job @job_name = N'$db', @owner_login_name = N'${owner}';
   EXEC msdb.dbo.sp_add_jobstep @job_name = N'$db', @step_name = N'only', @command = N'SELECT 1';
   EXEC msdb.dbo.sp_add_jobserver @job_name = N'$db'`;

export const ofLogShipping: readonly Row[] = [
  {
    number: 14420,
    when: 'no log backup was taken for longer than the threshold',
    given: [full, addPrimary, longAgo(1, 'log_shipping_monitor_primary', 'last_backup_date_utc')],
    statement: check,
    text: /^The log shipping primary database SQL1\\CHAT\.\w+ has backup threshold of 60 minutes and has not performed a backup log operation for \d+ minutes\./,
  },
  {
    number: 14421,
    when: 'no log backup was restored for longer than the threshold',
    given: [...secondarySide, longAgo(3, 'log_shipping_monitor_secondary', 'last_restored_date_utc')],
    statement: on(3, check),
    text: /^The log shipping secondary database SQL3\\CHAT\.\w+ has restore threshold of 45 minutes and is out of sync\./,
  },
  {
    number: 32009,
    when: 'the database is a primary already',
    given: [full, addPrimary],
    statement: addPrimary,
    text: /^A log shipping primary entry already exists for database \w+\.$/,
  },
  {
    number: 32010,
    when: 'the database is no primary',
    statement: dropPrimary,
    text: /^Database \w+ does not exist as log shipping primary\.$/,
  },
  {
    number: 32011,
    when: 'a primary still has a secondary',
    given: [full, addPrimary, mapping('add')],
    statement: dropPrimary,
    text: /^Primary Database \w+ has active log shipping secondary database\(s\)\./,
  },
  {
    number: 32012,
    when: 'the secondary is mapped already',
    given: [full, addPrimary, mapping('add')],
    statement: mapping('add'),
    text: /^Secondary SQL3\\CHAT\.\w+ already exists for primary \w+\.$/,
  },
  {
    number: 32013,
    when: 'the database is a secondary already',
    given: secondarySide,
    statement: on(3, addSecondary),
    text: /^A log shipping entry already exists for secondary database \w+\.$/,
  },
  {
    number: 32014,
    when: 'the database is no secondary',
    statement: on(3, "EXEC master.dbo.sp_delete_log_shipping_secondary_database @secondary_database = N'$db'"),
    text: /^Database \w+ does not exist as log shipping secondary\.$/,
  },
  {
    number: 32015,
    when: 'the primary is SIMPLE',
    given: ['ALTER DATABASE [$db] SET RECOVERY SIMPLE'],
    statement: addPrimary,
    text: /^The primary database \w+ cannot have SIMPLE recovery for log shipping to work properly\.$/,
  },
  {
    number: 32022,
    when: 'another job has the name',
    given: [full, "EXEC msdb.dbo.sp_add_job @job_name = N'LSBackup_$db'"],
    statement: addPrimary,
    text: /^Cannot add a log shipping job with name LSBackup_\w+\./,
  },
  {
    number: 32023,
    when: 'the primary was not registered',
    statement: on(3, addSecondary),
    text: /^An entry for primary server SQL1\\CHAT, primary database \w+ does not exist on this secondary\./,
  },
  {
    number: 32024,
    when: 'the pair is registered already',
    given: [on(3, addSecondaryPrimary)],
    statement: on(3, addSecondaryPrimary),
    text: /^An entry for primary server SQL1\\CHAT, primary database \w+ already exists\.$/,
  },
  {
    number: 32025,
    when: 'a pair still has a secondary database',
    given: secondarySide,
    statement: on(3, `EXEC master.dbo.sp_delete_log_shipping_secondary_primary ${quoted(pair)}`),
    text: /has active log shipping secondary database\(s\) on the secondary\./,
  },
  {
    number: 32052,
    when: 'no database is named',
    statement: 'EXEC master.dbo.sp_help_log_shipping_primary_database',
    text: /^Parameter '@database' cannot be null or empty\./,
  },
  {
    number: 15404,
    when: 'the domain has lost the account that owns a job',
    given: [jobOf('CONTOSO\\leaver'), (row) => row.instance().logins.deletedAccounts.add('CONTOSO\\leaver')],
    statement: (row) => outcomeOf(row, '$db'),
    text: /^The job failed\. {2}Unable to determine if the owner \(CONTOSO\\leaver\) of job \w+ has server access \(reason: Could not obtain information about Windows NT group\/user 'CONTOSO\\leaver', error code 0x534\./,
  },
  {
    number: 15404,
    when: 'no domain controller answers, and a domain account owns a job',
    given: [
      jobOf('CONTOSO\\operator'),
      (row) => {
        row.instance().logins.hasDomain = false;
      },
    ],
    statement: (row) => outcomeOf(row, '$db'),
    text: /^The job failed\. .*user 'CONTOSO\\operator', error code 0x54b\./,
  },
  {
    number: 229,
    state: 5,
    when: 'the login is no sysadmin',
    severity: 14,
    statement: as('chat', addPrimary),
    text: /permission was denied on the object/,
  },
];
