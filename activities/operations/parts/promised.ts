/** What the plan promised of a copy, held against what others did to it: nothing is lost without a signature. */
import { compareLsn, lsn } from '../../../domain/lsn';
import type { StoreRole } from '../../../domain/topology/pool';
import type { Promised } from '../../../procedures/contract';
import type { RestoredBackupRow } from '../../adapters/sql-server/sql-rows';
import type { Context } from '../../context';
import { refusal } from '../../failure';
import { filesOn, lastRestored, named } from '../../looks/database';
import { storeAt } from '../../scope';
import { statements } from '../../statements';
import { baseName } from './place-files';

const again =
  'Restore it from the full backup of mgc that this chain began with, WITH REPLACE, NORECOVERY, and every log backup after it, then retry the step';

/** The LSN before every other: nothing was promised. */
const nothing = '0';

/**
 * What was restored onto that copy last, whoever did it. @throws when it is of another database, or, where `all` is
 * wanted, when the copy does not hold all that was promised.
 */
export async function confirmPromised(
  { tools, pool }: Context,
  on: StoreRole,
  { upTo, familyGuid }: Promised,
  { all }: { all: boolean },
): Promise<RestoredBackupRow | undefined> {
  const store = storeAt(pool, on);
  const [log, full, files] = await Promise.all([
    lastRestored(tools, store, 'log'),
    lastRestored(tools, store, 'full'),
    filesOn(tools, store),
  ]);
  const newest = log ?? full;
  if (newest !== undefined && familyGuid !== null && newest.familyGuid.toLowerCase() !== familyGuid.toLowerCase()) {
    throw refusal(
      'WrongFile',
      `mgc on ${named(store)} is another database now: ${baseName(newest.file)} of ${newest.serverName} was restored over it after the plan was made. ${again}.`,
    );
  }
  const redo = files.find(({ redoLsn }) => redoLsn !== null)?.redoLsn ?? undefined;
  const reached = redo ?? newest?.lastLsn;
  if (all && upTo !== nothing && (reached === undefined || compareLsn(lsn(reached), lsn(upTo)) < 0)) {
    const holds = reached === undefined ? 'nobody can tell how much it holds' : `it holds the log up to LSN ${reached}`;
    throw refusal(
      'LogBackupMissing',
      redo === undefined
        ? `mgc on ${named(store)} was brought online by somebody too early: ${holds}, but the plan promised all up to ${upTo}, so messages would be lost. ${again}.`
        : `mgc on ${named(store)} was changed by somebody: ${holds}, but the plan promised all up to ${upTo}. Apply the log backups that follow (RESTORE LOG, WITH NORECOVERY), then retry the step.`,
    );
  }
  return newest;
}

/** A restore job of log shipping that came back would run beside the chain, and fail for ever once mgc is online. */
export async function confirmNoLogShipping({ tools, pool }: Context, on: StoreRole): Promise<void> {
  const store = storeAt(pool, on);
  const [row] = await tools.sql.query(store, 'log-shipping-secondary', { database: 'mgc' });
  if (row === undefined) return;
  throw refusal(
    'LogShippingCameBack',
    `Log shipping of mgc stands on ${named(store)} again, though this run removed it: its job ${row.restoreJob ?? 'of restores'} would run beside the chain. Remove it (${statements.deleteSecondary().replace(/;$/, '')}), then retry the step.`,
  );
}
