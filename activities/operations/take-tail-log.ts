/** Seals a store: its log backup job silenced, mirroring removed, the tail of the log taken WITH NORECOVERY. */
import { agentStopped, obstacle, storeUnusable } from '../../domain/judgements';
import { noShipping } from '../../domain/log-shipping-record';
import { storeSeen } from '../../domain/observation';
import type { Store } from '../../domain/topology/pool';
import { jobOn, moving, perEach, statementsOn } from '../acts';
import type { Context } from '../context';
import { refusal, setback } from '../failure';
import { headerOf, named, stateOf } from '../looks/database';
import { isUnusableFile } from '../looks/headers';
import type { OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { inFolder, jobName, statements, tailPath } from '../statements';
import { nameAbandoned } from './parts/abandoned-log-backups';
import { backupJobOf, silence, silencingBackups } from './parts/agent';

export const takeTailLog: OperationDefinition<'takeTailLog'> = {
  wants: ['chain'],

  needs: ({ on }, { pool, seen }) => [
    // One reason at a time: a store that cannot be used says nothing of its Agent.
    storeUnusable(seen, pool, on) ?? agentStopped(seen, pool, on),
    seen.chain?.shareReachable === false
      ? obstacle(
          'shareOutOfReach',
          `The share ${pool.logShipping.share} cannot be reached, so the tail of the log would have nowhere to go.`,
        )
      : undefined,
  ],

  acts({ on }, { pool, seen, token }) {
    const store = storeAt(pool, on);
    const facts = storeSeen(seen, on);
    const { share } = pool.logShipping;
    return [
      ...silencingBackups(store, facts?.shipping ?? noShipping),
      ...moving(store, inFolder(share, '{file}.wrk'), inFolder(share, '{file}.trn'), abandoned),
      ...(facts?.copy?.mirroringRole == null ? [] : statementsOn(store, [statements.partnerOff('mgc')])),
      ...jobOn(store, statements.tailLogBackup(tailPath(pool, token))),
    ];
  },

  async perform({ on }, context) {
    const { tools, pool, token, signal, beat } = context;
    const store = storeAt(pool, on);
    const file = tailPath(pool, token);
    const name = jobName(token, 'tail');
    const before = (await tools.jobs.isKnown(store, name)) ? undefined : await sealed(context, store, file);
    if (before !== undefined) return checked(context, store, file, before);
    await silence(context, store, await backupJobOf(context, store));
    await nameAbandoned(context, store);
    if ((await stateOf(tools, store, 'mgc'))?.mirroringRole != null) {
      await tools.sql.execute(store, statements.partnerOff('mgc'), { accept: ['AlreadyInEffect'] });
    }
    const job = await tools.jobs.run(
      store,
      {
        name,
        text: statements.tailLogBackup(file),
        description: 'persistent-chat-dr: tail-log backup of mgc',
        isInEffect: async () => (await sealed(context, store, file)) !== undefined,
      },
      {
        pollMs: pool.timing.poll * 1000,
        signal,
        onProgress: (percent) => beat({ says: 'taking the tail of the log', percent }),
      },
    );
    const tail = await sealed(context, store, file);
    if (tail === undefined)
      throw setback('NotSealed', `The tail-log backup on ${named(store)} ended, but mgc is not sealed by it.`);
    await job.forget();
    return checked(context, store, file, tail);
  },
};

const verification = 6 * 3_600_000;

const abandoned = perEach('file', 'log backups that their job did not live to name');

/** Before the tail enters the chain: read whole, every page against its checksum. @throws FileDamaged. */
async function checked<Tail>({ tools, signal }: Context, store: Store, file: string, tail: Tail): Promise<Tail> {
  try {
    await tools.sql.execute(store, statements.verifyBackup(file), { timeoutMs: verification, signal });
    return tail;
  } catch (error) {
    if (!isUnusableFile(error)) throw error;
    throw refusal(
      'FileDamaged',
      `The tail of the log is damaged where it was written: ${(error as Error).message} It cannot be taken again while mgc is sealed. Abort, which brings mgc on ${named(store)} back with nothing lost, see to the disk under ${file}, then start again.`,
    );
  }
}

async function sealed({ tools }: Context, store: Store, file: string): Promise<{ lastLsn: string } | undefined> {
  if ((await stateOf(tools, store, 'mgc'))?.state !== 'RESTORING' || !(await tools.share.exists(file)))
    return undefined;
  const header = await headerOf(tools, store, file);
  return header.isTail ? { lastLsn: header.lastLsn } : undefined;
}
