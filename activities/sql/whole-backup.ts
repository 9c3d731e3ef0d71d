/** A full backup of mgc on the share: whether the file holds one, and what to do where it holds one no more. */
import type { Pool, Store } from '../../domain/topology/pool';
import type { BackupHeaderRow } from '../adapters/sql-server/sql-rows';
import { refusal } from '../failure';
import type { BackupPurpose } from '../signatures';
import { statements } from '../statements';
import { isUnusableFile } from './headers';
import { headerOf, named, wholeHeaderOf, type SqlTools } from './tools';

const isFullBackup = (header: BackupHeaderRow | undefined): header is BackupHeaderRow =>
  header?.backupType === 1 && header.databaseName.toLowerCase() === 'mgc';

/** The file once it is a whole full backup of mgc; `undefined` while it is not there or not whole. */
export async function wholeBackup(
  tools: SqlTools,
  store: Store,
  file: string,
): Promise<{ file: string; lastLsn: string } | undefined> {
  if (!(await tools.share.exists(file))) return undefined;
  // A backup that is whole must not be taken again.
  const header = await wholeHeaderOf(tools, store, file);
  return isFullBackup(header) ? { file, lastLsn: header.lastLsn } : undefined;
}

/**
 * Before `store` restores the file over mgc, whatever database it holds.
 * @throws BackupChanged when somebody deleted it or backed up over it since this run took it.
 */
export async function confirmStillWhole(
  tools: SqlTools,
  pool: Pool,
  store: Store,
  { file, purpose }: { file: string; purpose: BackupPurpose },
): Promise<void> {
  if ((await tools.share.exists(file)) && isFullBackup(await headerUnlessUnusable(tools, store, file))) return;
  const source = named(purpose === 'failback' ? pool.mgc.backup : pool.mgc.primary);
  const again = statements.copyOnlyBackup(file).replace(/;$/, '');
  throw refusal(
    'BackupChanged',
    `${file} is no whole full backup of mgc any more: somebody deleted it or backed up over it. ${
      purpose === 'replaced'
        ? `Nobody can take it again: restore mgc on ${source} from another backup, then leave this out (skipStep).`
        : `Take it again (${again} on ${source}), then retry the step${purpose === 'failback' ? ', or abort' : ''}.`
    }`,
  );
}

async function headerUnlessUnusable(tools: SqlTools, store: Store, file: string): Promise<BackupHeaderRow | undefined> {
  try {
    return await headerOf(tools, store, file);
  } catch (error) {
    if (isUnusableFile(error)) return undefined;
    throw error;
  }
}
