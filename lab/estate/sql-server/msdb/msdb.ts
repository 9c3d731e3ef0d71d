/** msdb of one instance: the Agent and its jobs, log shipping, and the history of backups and restores. */
import type { Msdb } from '../../contract';
import type { Procedure, VirtualTable } from '../contract';
import { Agent } from './agent/agent';
import { jobProcedures } from './agent/job-procedures';
import { runProcedures } from './agent/run-procedures';
import { scheduleProcedures } from './agent/schedule-procedures';
import { stepProcedures } from './agent/step-procedures';
import { recordBackup, recordRestore } from './backup-history';
import { createTables } from './context';
import type { MsdbContext, Owner, Surroundings } from './context';
import { helpProcedures } from './log-shipping/help-procedures';
import { monitorProcedures } from './log-shipping/monitor-procedures';
import { primaryProcedures } from './log-shipping/primary-procedures';
import { secondaryProcedures } from './log-shipping/secondary-procedures';
import { runCommandIn } from './log-shipping/sqllogship';
import { forSysadmin } from './procedure';
import type { Procedures } from './procedure';
import { createBackupTables } from './tables/backup-tables';

const publicTables: ReadonlySet<string> = new Set(Object.keys(createBackupTables()));

type Database = 'master' | 'msdb';
type Found = { readonly database: Database; readonly procedure: Procedure };

const inDatabase = (database: Database, ...groups: readonly Procedures[]): [name: string, found: Found][] =>
  groups
    .flatMap((group) => Object.entries(group))
    .map(([name, body]) => [name, { database, procedure: forSysadmin(database, name, body) }]);

function logShippingStatus({ tables }: MsdbContext, agent: Agent): ReturnType<Msdb['logShipping']> {
  const primaries = tables.log_shipping_primary_databases.rows;
  const secondaries = tables.log_shipping_secondary.rows;
  const ids = new Set([
    ...primaries.map(({ backup_job_id }) => backup_job_id),
    ...secondaries.flatMap(({ copy_job_id, restore_job_id }) => [copy_job_id, restore_job_id]),
  ]);
  const jobs = tables.sysjobs.filter(({ job_id }) => ids.has(job_id));
  return {
    primaryOf: primaries.map(({ primary_database }) => primary_database),
    secondaryOf: tables.log_shipping_secondary_databases.rows.map(({ secondary_database }) => secondary_database),
    jobs: jobs.map(({ job_id, name, enabled }) => ({
      name,
      enabled: enabled === 1,
      running: agent.runOf(job_id) !== undefined,
    })),
  };
}

/** msdb for an instance; it stays the same while the instance stops and starts, until {@link Msdb.dispose}. */
export function createMsdb(instance: Owner, estate: Surroundings): Msdb {
  const context: MsdbContext = { instance, estate, tables: createTables() };
  const agent = new Agent(context, runCommandIn(context));
  const tables = new Map<string, VirtualTable>(
    Object.values(context.tables).map((table) => [
      table.name,
      table.asVirtualTable({ isPublic: publicTables.has(table.name) }),
    ]),
  );
  const procedures = new Map<string, Found>([
    ...inDatabase(
      'msdb',
      jobProcedures(context, agent),
      stepProcedures(context),
      scheduleProcedures(context, agent),
      runProcedures(context, agent),
    ),
    ...inDatabase(
      'master',
      primaryProcedures(context, agent),
      secondaryProcedures(context, agent),
      monitorProcedures(context, agent),
      helpProcedures(context),
    ),
  ]);
  let disposed = false;
  return {
    table: (name) => tables.get(name),
    procedure: (name) => procedures.get(name),
    recordBackup: (set, devices) => recordBackup(context, set, devices),
    recordRestore: (set, restore) => recordRestore(context, set, restore),
    startAgent: () => {
      if (!disposed) agent.start();
    },
    stopAgent: () => agent.stop(),
    crashAgent: () => agent.crash(),
    get agentRunning() {
      return agent.isRunning;
    },
    logShipping: () => logShippingStatus(context, agent),
    dispose: () => {
      disposed = true;
      agent.crash();
    },
  };
}
