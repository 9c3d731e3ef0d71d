/** What a DBA would ask an instance to see whether it is well; system views and msdb only. */
import type { LabInstance } from '../../estate/contract';
import type { SqlValue } from '../../estate/sql-server/contract';

/** Every value as text; NULL is `null`. */
export type Row = Readonly<Record<string, string | null>>;

const onlooker = { login: 'sa', programName: 'Lab invariants' } as const;

export async function rowsOf(instance: LabInstance, text: string, database = 'master'): Promise<Row[]> {
  const { resultSets } = await instance.run(text, { ...onlooker, database });
  return resultSets.flatMap(({ columns, rows }) =>
    rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, textOf(row[index] ?? null)]))),
  );
}

const textOf = (value: SqlValue): string | null => {
  if (value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return String(typeof value === 'object' ? value.unscaled : value);
};

export const copies = `
SELECT d.name, d.state_desc, d.user_access_desc, d.recovery_model_desc, SUSER_SNAME(d.owner_sid) AS owner,
       m.mirroring_role_desc, m.mirroring_state_desc, m.mirroring_partner_instance, m.mirroring_witness_state_desc
FROM sys.databases AS d INNER JOIN sys.database_mirroring AS m ON m.database_id = d.database_id
WHERE d.name IN (N'mgc', N'mgccomp')`;

/** Asked inside the database: users whose login is not there under their SID. */
export const orphanedUsers = `
SELECT u.name FROM sys.database_principals AS u LEFT JOIN master.sys.server_principals AS l ON l.sid = u.sid
WHERE u.type IN ('S', 'U', 'G') AND u.principal_id > 4 AND u.sid IS NOT NULL AND l.sid IS NULL`;

export const shipsFrom = `
SELECT p.backup_share, s.secondary_server, CONVERT(nvarchar(36), p.backup_job_id) AS backup_job
FROM msdb.dbo.log_shipping_primary_databases AS p
LEFT JOIN msdb.dbo.log_shipping_primary_secondaries AS s ON s.primary_id = p.primary_id
WHERE p.primary_database = N'mgc'`;

export const shipsTo = `
SELECT s.primary_server, s.backup_source_directory, s.backup_destination_directory,
       CONVERT(nvarchar(36), s.copy_job_id) AS copy_job, CONVERT(nvarchar(36), s.restore_job_id) AS restore_job
FROM msdb.dbo.log_shipping_secondary_databases AS d
INNER JOIN msdb.dbo.log_shipping_secondary AS s ON s.secondary_id = d.secondary_id
WHERE d.secondary_database = N'mgc'`;

/** One row a job, with the outcome of its newest run. */
export const jobs = `
SELECT CONVERT(nvarchar(36), j.job_id) AS job_id, j.name, j.enabled,
       (SELECT COUNT(*) FROM msdb.dbo.sysjobschedules AS x INNER JOIN msdb.dbo.sysschedules AS c
          ON c.schedule_id = x.schedule_id WHERE x.job_id = j.job_id AND c.enabled = 1) AS schedules,
       (SELECT TOP (1) h.run_status FROM msdb.dbo.sysjobhistory AS h
         WHERE h.job_id = j.job_id AND h.step_id = 0 ORDER BY h.instance_id DESC) AS outcome
FROM msdb.dbo.sysjobs AS j`;
