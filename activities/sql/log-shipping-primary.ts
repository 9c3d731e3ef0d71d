/** Log shipping on the primary store: failback step 5, first section of the page. */
import { instanceName, type Pool } from '../../domain/topology/pool';
import { until, type Attempt } from '../attempt';
import { refusal, setback } from '../failure';
import { backupPath, primaryShipping } from '../statements';
import type { Scope } from '../signatures';
import { backupJobOf, runOnce, scheduleOf } from './agent';
import { baseName } from './place-files';
import { setAside } from './set-aside';
import { headerOf, named, type SqlTools } from './tools';

const rowsOf = ({ sql }: SqlTools, pool: Pool) =>
  sql.query(pool.mgc.primary, 'log-shipping-primary', { database: 'mgc' });

export async function configureLogShippingPrimary(
  tools: SqlTools,
  pool: Pool,
  scope: Scope,
  attempt: Attempt,
): Promise<void> {
  await setAside(tools, pool, scope, pool.logShipping.share, attempt);
  const store = pool.mgc.primary;
  const secondary = instanceName(pool.mgc.backup).toLowerCase();
  const maps = (rows: Awaited<ReturnType<typeof rowsOf>>): boolean =>
    rows.some(({ secondaryServer }) => secondaryServer?.toLowerCase() === secondary);
  const rows = await rowsOf(tools, pool);
  if (rows[0]?.backupJob === null) {
    throw refusal(
      'LogShippingNotPossible',
      `The log backup job of mgc on ${named(store)} was deleted, but log shipping still counts on it. Remove log shipping there (EXEC master.dbo.sp_delete_log_shipping_primary_secondary, then EXEC master.dbo.sp_delete_log_shipping_primary_database @database = N'mgc'), then retry the step.`,
    );
  }
  const job = await backupJobOf(tools, pool, store);
  const schedule = await scheduleOf(tools, store, job);
  const exists = { configuration: rows.length > 0, job, schedule, secondary: maps(rows) };
  for (const statement of primaryShipping(pool, exists))
    await tools.sql.execute(store, statement, { accept: ['AlreadyInEffect'] });
  if (!maps(await rowsOf(tools, pool)))
    throw setback('LogShippingMissing', 'The primary store is still no log-shipping primary for mgc.');
}

/** The first log backup of the new configuration: taken after the full backup that the backup store was seeded with. */
export async function runLogBackup(
  tools: SqlTools,
  pool: Pool,
  scope: Scope,
  { signal, beat }: Attempt,
): Promise<{ file: string }> {
  const store = pool.mgc.primary;
  const seed = await headerOf(tools, store, backupPath(pool, 'initialise', scope));
  const fresh = async (): Promise<string | undefined> => {
    const row = (await rowsOf(tools, pool))[0];
    return row?.lastBackupFile != null && row.lastBackupAt !== null && row.lastBackupAt >= seed.backupFinishedAt
      ? baseName(row.lastBackupFile)
      : undefined;
  };
  beat({ says: 'taking the first log backup' });
  const job = await backupJobOf(tools, pool, store);
  const file = await until(
    async () => {
      const taken = await fresh();
      if (taken !== undefined) return taken;
      await runOnce(tools, store, job, { timing: pool.timing, signal });
      return fresh();
    },
    {
      poll: pool.timing.poll,
      within: 3600,
      late: () => setback('FirstCycleMissing', `The job ${job} ran, but took no log backup; see its history.`),
      signal,
    },
  );
  return { file };
}
