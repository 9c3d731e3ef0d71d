/** The estate as an undo has to find it again: everything that a procedure may change, without what goes on by itself. */
import type { LabInstance } from '../../../../lab/estate/contract';
import type { Lab } from '../../../../lab/rig/lab';

type Row = Readonly<Record<string, unknown>>;

export interface StoreSnapshot {
  readonly databases: readonly Row[];
  readonly logShipping: readonly Row[];
  readonly jobs: readonly Row[];
  readonly schedules: readonly Row[];
}

export interface Snapshot {
  readonly poolState: string;
  readonly activeServers: readonly string[];
  /** By instance name; `null` while the instance is down. */
  readonly stores: Readonly<Record<string, StoreSnapshot | null>>;
  /** Files that log shipping did not make by itself, by folder. */
  readonly files: Readonly<Record<string, readonly string[]>>;
}

/** What an administrator would compare; positions in the log, counters and generated ids differ by nature. */
const looks: Readonly<Record<keyof StoreSnapshot, readonly string[]>> = {
  databases: [
    `SELECT d.name, d.state_desc, d.user_access_desc, d.recovery_model_desc, SUSER_SNAME(d.owner_sid) AS owner,
            m.mirroring_role_desc, m.mirroring_state_desc, m.mirroring_safety_level_desc, m.mirroring_partner_instance,
            m.mirroring_witness_name
     FROM sys.databases AS d LEFT JOIN sys.database_mirroring AS m ON m.database_id = d.database_id
     WHERE d.database_id > 4 ORDER BY d.name`,
  ],
  logShipping: [
    `SELECT p.primary_database, p.backup_directory, p.backup_share, p.backup_retention_period, p.backup_compression,
            m.backup_threshold, m.threshold_alert_enabled, m.history_retention_period
     FROM msdb.dbo.log_shipping_primary_databases AS p
     LEFT JOIN msdb.dbo.log_shipping_monitor_primary AS m ON m.primary_id = p.primary_id`,
    'SELECT secondary_server, secondary_database FROM msdb.dbo.log_shipping_primary_secondaries',
    `SELECT s.primary_server, s.primary_database, s.backup_source_directory, s.backup_destination_directory,
            s.file_retention_period, s.monitor_server, c.name AS copy_job, r.name AS restore_job
     FROM msdb.dbo.log_shipping_secondary AS s
     LEFT JOIN msdb.dbo.sysjobs AS c ON c.job_id = s.copy_job_id
     LEFT JOIN msdb.dbo.sysjobs AS r ON r.job_id = s.restore_job_id`,
    `SELECT d.secondary_database, d.restore_delay, d.restore_all, d.restore_mode, d.disconnect_users,
            m.restore_threshold, m.threshold_alert, m.threshold_alert_enabled, m.history_retention_period
     FROM msdb.dbo.log_shipping_secondary_databases AS d
     LEFT JOIN msdb.dbo.log_shipping_monitor_secondary AS m
            ON m.secondary_id = d.secondary_id AND m.secondary_database = d.secondary_database`,
  ],
  jobs: ['SELECT name, enabled FROM msdb.dbo.sysjobs ORDER BY name'],
  schedules: [
    `SELECT j.name AS job, c.name AS schedule, c.enabled, c.freq_type, c.freq_interval, c.freq_subday_type,
            c.freq_subday_interval, c.active_start_date, c.active_end_date, c.active_start_time, c.active_end_time
     FROM msdb.dbo.sysjobs AS j
     INNER JOIN msdb.dbo.sysjobschedules AS x ON x.job_id = j.job_id
     INNER JOIN msdb.dbo.sysschedules AS c ON c.schedule_id = x.schedule_id
     ORDER BY j.name, c.name`,
  ],
};

async function rowsOf(instance: LabInstance, statement: string): Promise<Row[]> {
  const { resultSets } = await instance.run(statement, { login: 'sa', programName: 'snapshot' });
  return resultSets.flatMap(({ columns, rows }) =>
    rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]]))),
  );
}

async function storeSnapshot(instance: LabInstance): Promise<StoreSnapshot | null> {
  if (!instance.isUp) return null;
  const entries: [string, Row[]][] = [];
  for (const [part, statements] of Object.entries(looks)) {
    const rows: Row[] = [];
    for (const statement of statements) rows.push(...(await rowsOf(instance, statement)));
    entries.push([part, rows]);
  }
  return Object.fromEntries(entries) as Record<keyof StoreSnapshot, Row[]>;
}

/** Log backups come and go with log shipping, and `.wrk` is one that is being written. */
const shipped = /^mgc_\d{14}\.(trn|wrk|tuf)$/i;

async function filesIn(lab: Lab, folder: string, host: string, side: 'secondary' | 'elsewhere'): Promise<string[]> {
  const files = await lab.estate.files.list(folder, { side, host });
  return files
    .map(({ name }) => name)
    .filter((name) => !shipped.test(name))
    .sort();
}

export async function snapshotOf(lab: Lab): Promise<Snapshot> {
  const { share, copyFolder } = lab.estate.pool.logShipping;
  const { poolState, activeServers } = lab.lync.store.current;
  const stores: Record<string, StoreSnapshot | null> = {};
  for (const instance of lab.estate.instances) stores[instance.name] = await storeSnapshot(instance);
  return {
    poolState,
    activeServers: [...activeServers].sort(),
    stores,
    files: {
      [share]: await filesIn(lab, share, 'test', 'elsewhere'),
      [copyFolder]: await filesIn(lab, copyFolder, lab.estate.pool.mgc.backup.server, 'secondary'),
    },
  };
}
