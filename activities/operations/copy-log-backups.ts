/** Failover step 2: copies the log backups that were not copied. Every file ends under its final name whole, or not at all. */
import { logBackupsDenied, logChainBroken, storeUnusable } from '../../domain/judgements';
import { copying, moving, predicted } from '../acts';
import type { BackupHeaderRow } from '../adapters/sql-server/sql-rows';
import { refusal, setback } from '../failure';
import { stateOf } from '../looks/database';
import { headerReader } from '../looks/headers';
import { brokenSays, goesOn, readChain } from '../looks/log-chain';
import type { OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { sideBySide } from '../side-by-side';
import { inFolder } from '../statements';
import { chainLines } from './parts/chain-lines';
import { confirmPromised } from './parts/promised';

export const copyLogBackups: OperationDefinition<'copyLogBackups'> = {
  wants: ['chain'],

  needs: ({ for: role, stopsAtGap = false }, { pool, seen }) => [
    storeUnusable(seen, pool, role),
    logBackupsDenied(seen),
    logChainBroken(seen, stopsAtGap),
  ],

  acts({ for: role }, around) {
    const { pool, seen, token } = around;
    const { chain } = seen;
    if (chain === undefined) return [];
    const { share, copyFolder } = pool.logShipping;
    const store = storeAt(pool, role);
    return [
      ...(chain.damagedCopies ?? []).flatMap((name) => moving(store, ...asideOf(copyFolder, name, token), predicted)),
      ...chainLines({ chain, files: chain.toCopy }, around, (name, condition) =>
        copying(store, inFolder(share, name), inFolder(copyFolder, name), condition),
      ),
    ];
  },

  async perform({ for: role, shareReachable, stopsAtGap = false, ...promised }, context) {
    const { tools, pool, token, signal, beat } = context;
    const store = storeAt(pool, role);
    // Recovered by somebody, it takes no log backup any more: it holds all, or a person seeds it again.
    if ((await stateOf(tools, store, 'mgc'))?.state === 'ONLINE') {
      await confirmPromised(context, role, promised, { all: true });
      return { says: '0 copied' };
    }
    const { share, copyFolder } = pool.logShipping;
    const read = await readChain(context, { of: role, useShare: true });
    if (read.denied.length > 0) throw refusal('ShareAccessDenied', read.denied.join(' '));
    if (!read.shareReachable) {
      if (!shareReachable) return { says: 'the share cannot be reached: only what was copied before counts' };
      throw setback('ShareUnreachable', `The share ${share} could be reached when the plan was made, but not now.`);
    }
    // Without the files behind the gap the copy folder would look like a whole, shorter chain. Of a share that nobody
    // counted on, what lies before a gap is more than was promised.
    if (!goesOn(read.chain, stopsAtGap || !shareReachable))
      throw refusal('LogBackupMissing', await brokenSays(context, read, 'retry the step'));
    const missing = read.chain.apply.filter(({ file }) => !read.copied.has(file));
    const reader = await headerReader(tools, store);
    await tools.share.removeParts(copyFolder);
    for (const { file } of missing) {
      if (read.damagedCopies.has(file)) await tools.share.move(...asideOf(copyFolder, file, token));
    }
    const verified = new Map<string, BackupHeaderRow>();
    await sideBySide(missing, async ({ file }, index) => {
      const says = `copying ${file} (${String(index + 1)} of ${String(missing.length)})`;
      const heartbeat = (): void => beat({ says, percent: (100 * index) / missing.length });
      heartbeat();
      await tools.share.copy(inFolder(share, file), inFolder(copyFolder, file), {
        verify: async (temporary) => {
          verified.set(file, await reader.read(temporary));
        },
        heartbeat,
        signal,
      });
    });
    for (const copy of await tools.share.list(copyFolder)) {
      const header = verified.get(copy.name);
      if (header !== undefined) reader.remember(inFolder(copyFolder, copy.name), copy, header);
    }
    return {
      says: `${String(missing.length)} copied${shareReachable ? '' : ' from the share, which is back since the plan was made'}`,
    };
  },
};

/** From where to where a damaged copy goes: nothing is deleted. */
const asideOf = (copyFolder: string, name: string, token: string): [from: string, to: string] => [
  inFolder(copyFolder, name),
  inFolder(inFolder(copyFolder, `damaged_${token}`), name),
];
