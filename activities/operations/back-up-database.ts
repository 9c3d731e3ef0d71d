/** A full backup of mgc to the share: long, so it runs as an Agent job and outlives this worker. */
import { agentStopped, shareOutOfReach, storeUnusable } from '../../domain/judgements';
import type { BackupPurpose } from '../../procedures/contract';
import { jobOn } from '../acts';
import { setback } from '../failure';
import { named } from '../looks/database';
import type { OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { backupPath, jobName, statements } from '../statements';
import { baseName } from './parts/place-files';
import { wholeBackup } from './parts/whole-backup';

export const backUpDatabase: OperationDefinition<'backUpDatabase'> = {
  wants: ['share'],

  needs: ({ on }, { pool, seen }) => [
    storeUnusable(seen, pool, on) ?? agentStopped(seen, pool, on),
    shareOutOfReach(seen, pool),
  ],

  acts: ({ on, purpose }, { pool, token }) =>
    jobOn(storeAt(pool, on), statementFor(purpose, backupPath(pool, purpose, token))),

  async perform({ on, purpose }, context) {
    const { tools, pool, token, signal, beat } = context;
    const store = storeAt(pool, on);
    const file = backupPath(pool, purpose, token);
    const name = jobName(token, `backup_${purpose}`);
    // The file carries the token of this run: whole, it is the proof; a retry must not write it again.
    const before = (await tools.jobs.isKnown(store, name)) ? undefined : await wholeBackup(context, store, file);
    if (before !== undefined) return before;
    const job = await tools.jobs.run(
      store,
      {
        name,
        text: statementFor(purpose, file),
        description: `persistent-chat-dr: full backup of mgc (${purpose})`,
        isInEffect: async () => (await wholeBackup(context, store, file)) !== undefined,
      },
      {
        pollMs: pool.timing.poll * 1000,
        signal,
        onProgress: (percent) => beat({ says: `backing up to ${baseName(file)}`, percent }),
      },
    );
    const backup = await wholeBackup(context, store, file);
    if (backup === undefined)
      throw setback('BackupMissing', `The backup job on ${named(store)} ended, but ${file} is no whole backup of mgc.`);
    await job.forget();
    return backup;
  },
};

/**
 * What travels, or is kept of a copy that is overwritten, is COPY_ONLY: it is removed again, and must not become the base of
 * the site's differential backups. The one that log shipping begins with is not.
 */
const statementFor = (purpose: BackupPurpose, file: string): string =>
  purpose === 'initialise' ? statements.fullBackup(file) : statements.copyOnlyBackup(file);
