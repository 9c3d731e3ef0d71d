/**
 * Failover step 3: applies the log backups that were not applied, in LSN order. One activity for the whole chain: a retry
 * reads it again and goes on where the database stands.
 */
import { logChainBroken, storeUnusable } from '../../domain/judgements';
import { takenAt } from '../../domain/taken-at';
import { compareLsn, lsn } from '../../domain/lsn';
import { statementsOn } from '../acts';
import { refusal, setback } from '../failure';
import { filesOn, stateOf } from '../looks/database';
import { brokenSays, goesOn, readChain } from '../looks/log-chain';
import type { OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { inFolder, statements } from '../statements';
import { chainLines } from './parts/chain-lines';
import { confirmNoLogShipping, confirmPromised } from './parts/promised';

const restoreOfOneLog = 6 * 3_600_000;

export const applyLogBackups: OperationDefinition<'applyLogBackups'> = {
  wants: ['chain'],

  needs: ({ on, stopsAtGap = false }, { pool, seen }) => [
    storeUnusable(seen, pool, on),
    logChainBroken(seen, stopsAtGap),
  ],

  acts({ on }, around) {
    const { pool, seen } = around;
    const { chain } = seen;
    return chain === undefined
      ? []
      : chainLines({ chain, files: chain.toApply }, around, (name, condition) =>
          statementsOn(
            storeAt(pool, on),
            [statements.restoreLog(inFolder(pool.logShipping.copyFolder, name))],
            condition,
          ),
        );
  },

  async perform({ on, stopsAtGap = false, ...promised }, context) {
    const { tools, pool, signal, beat } = context;
    const { upTo } = promised;
    const store = storeAt(pool, on);
    await confirmNoLogShipping(context, on);
    const isOnline = (await stateOf(tools, store, 'mgc'))?.state === 'ONLINE';
    const stands = await confirmPromised(context, on, promised, { all: isOnline });
    // Somebody applied the whole chain and recovered it: that is the goal of this step and of the next.
    if (isOnline) return { says: told(0, stands?.lastLsn ?? upTo, stands === undefined ? null : takenAt(stands)) };
    const read = await readChain(context, { of: on, useShare: false });
    const { chain, endsAtTime } = read;
    if (!goesOn(chain, stopsAtGap))
      throw refusal('LogBackupMissing', await brokenSays(context, read, 'retry the step'));
    // A newest file that has gone leaves no gap behind: only what was promised tells that it is missing.
    if (compareLsn(chain.endsAt.lsn, lsn(upTo)) < 0) {
      throw refusal(
        'LogBackupMissing',
        `The log backups at hand end at LSN ${chain.endsAt.lsn}, but the plan promised all up to ${upTo}. Put the missing file back into ${pool.logShipping.copyFolder}, then retry the step; or abort and read a new plan with its bound of loss.`,
      );
    }
    for (const [index, { file }] of chain.apply.entries()) {
      const says = `applying ${file} (${String(index + 1)} of ${String(chain.apply.length)})`;
      beat({ says, percent: (100 * index) / chain.apply.length });
      await tools.sql.execute(store, statements.restoreLog(inFolder(pool.logShipping.copyFolder, file)), {
        timeoutMs: restoreOfOneLog,
        signal,
      });
    }
    const reached = (await filesOn(tools, store)).find(({ redoLsn }) => redoLsn !== null)?.redoLsn;
    if (reached == null || compareLsn(lsn(reached), chain.endsAt.lsn) < 0) {
      throw setback(
        'ChainNotApplied',
        `mgc on the ${on} store stands at LSN ${reached ?? 'none'}, not at ${chain.endsAt.lsn} where the chain ends.`,
      );
    }
    return { says: told(chain.apply.length, chain.endsAt.lsn, endsAtTime) };
  },
};

const told = (applied: number, endsAt: string, endsAtTime: string | null): string =>
  `${String(applied)} applied, up to LSN ${endsAt}${endsAtTime === null ? '' : ` (${endsAtTime})`}`;
