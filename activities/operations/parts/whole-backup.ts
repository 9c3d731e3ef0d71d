/** A full backup of mgc on the share: whether the file holds one, and what to do where it holds one no more. */
import type { Store, StoreRole } from '../../../domain/topology/pool';
import type { BackupPurpose } from '../../../procedures/contract';
import type { BackupHeaderRow } from '../../adapters/sql-server/sql-rows';
import type { Context } from '../../context';
import { refusal } from '../../failure';
import { headerOf, named, wholeHeaderOf } from '../../looks/database';
import { isUnusableFile } from '../../looks/headers';
import { storeAt } from '../../scope';
import { statements } from '../../statements';

const isFullBackup = (header: BackupHeaderRow | undefined): header is BackupHeaderRow =>
  header?.backupType === 1 && header.databaseName.toLowerCase() === 'mgc';

/** The file once it is a whole full backup of mgc; `undefined` while it is not there or not whole. */
export async function wholeBackup(
  { tools }: Context,
  store: Store,
  file: string,
): Promise<{ file: string; lastLsn: string } | undefined> {
  if (!(await tools.share.exists(file))) return undefined;
  // A backup that is whole must not be taken again.
  const header = await wholeHeaderOf(tools, store, file);
  return isFullBackup(header) ? { file, lastLsn: header.lastLsn } : undefined;
}

/**
 * Before `store` restores the file, a backup of `source`, over mgc, whatever database it holds.
 * @throws BackupChanged when somebody deleted it or backed up over it since this run took it.
 */
export async function confirmStillWhole(
  context: Context,
  store: Store,
  { file, purpose, source }: { file: string; purpose: BackupPurpose; source: StoreRole },
): Promise<void> {
  const { tools, pool } = context;
  if ((await tools.share.exists(file)) && isFullBackup(await headerUnlessUnusable(context, store, file))) return;
  const from = named(storeAt(pool, source));
  const again = statements.copyOnlyBackup(file).replace(/;$/, '');
  throw refusal(
    'BackupChanged',
    `${file} is no whole full backup of mgc any more: somebody deleted it or backed up over it. ${
      purpose === 'replaced'
        ? `Nobody can take it again: restore mgc on ${from} from another backup, then leave this out (skipStep).`
        : `Take it again (${again} on ${from}), then retry the step${purpose === 'failback' ? ', or abort' : ''}.`
    }`,
  );
}

async function headerUnlessUnusable(
  { tools }: Context,
  store: Store,
  file: string,
): Promise<BackupHeaderRow | undefined> {
  try {
    return await headerOf(tools, store, file);
  } catch (error) {
    if (isUnusableFile(error)) return undefined;
    throw error;
  }
}
