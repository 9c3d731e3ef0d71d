/**
 * Log shipping after an abandoned seal: the tail of the log, and the log backup that seeded the mirror again, are links of
 * the chain that log shipping does not know. They join its files under names like its own, so that its copy and restore
 * jobs take them in turn; without them every later log backup would be refused (4305).
 */
import { storeUnusable } from '../../domain/judgements';
import { jobNamed, noShipping } from '../../domain/log-shipping-record';
import { compareLsn, lsn } from '../../domain/lsn';
import { storeSeen } from '../../domain/observation';
import { instanceName, type Pool, type Store } from '../../domain/topology/pool';
import { copying, moving, onlyIf, perEach, statementsOn } from '../acts';
import { pause } from '../attempt';
import type { Context } from '../context';
import { isRefusal, refusal } from '../failure';
import { headerOf, wholeHeaderOf } from '../looks/database';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { sideBySide } from '../side-by-side';
import { backupJobIn, inFolder, statements, tailPath } from '../statements';
import { backupJobOf, enable } from './parts/agent';
import { baseName } from './parts/place-files';

/** Names far ahead of the clock are nobody's work of a moment ago. */
const longestWaitMs = 60_000;

/** Log shipping writes a `.wrk`, which is what msdb remembers, and renames it when it is whole. */
const shipped = /^mgc_(\d{14})\.(trn|wrk)$/i;

export const resumeLogBackups: OperationDefinition<'resumeLogBackups'> = {
  wants: [],
  needs: ({ on }, { pool, seen }) => [storeUnusable(seen, pool, on)],

  acts({ on, enables }, { pool, seen, token }) {
    const store = storeAt(pool, on);
    const { share } = pool.logShipping;
    const facts = storeSeen(seen, on)?.shipping ?? noShipping;
    const job = backupJobIn(facts, store);
    const others = (when: string) =>
      copying(
        store,
        '{file}',
        inFolder(share, 'mgc_{time}.trn'),
        perEach('file', `log backups of mgc that others took ${when}`),
      );
    return [
      ...others('before the seal'),
      ...moving(store, tailPath(pool, token), inFolder(share, 'mgc_{time}.trn'), perEach('time', 'the tail, if taken')),
      ...others('since the seal, as the one that seeds the mirror'),
      ...(!enables || jobNamed(facts, job) === undefined
        ? []
        : statementsOn(store, [statements.enableJob(job)], onlyIf('the job is disabled then'))),
    ];
  },

  async perform({ on, enables }, context) {
    const { tools, pool, token, signal, beat } = context;
    const store = storeAt(pool, on);
    const links = await unshipped(context, store);
    await tools.share.removeParts(pool.logShipping.share);
    const leaves: string[] = [];
    // Of the last name that a person is to give a file.
    let reserved = 0;
    for (const { file, lastLsn, backupFinishedAt } of links) {
      const isTail = file === tailPath(pool, token);
      // Users wait for the rest of the undo, so what is out of reach is left to a person.
      const reached = await tools.share.exists(file).catch((error: unknown) => {
        if (isTail || !isRefusal(error)) throw error;
        return false;
      });
      if (!reached) {
        // A former attempt moved the tail.
        if (isTail) continue;
        reserved = await nextInstant(context, backupFinishedAt, reserved);
        leaves.push(outOfReach(file, nameAt(pool, reserved), store));
        continue;
      }
      const verify = async (copy: string): Promise<void> => {
        if (compareLsn(lsn((await headerOf(tools, store, copy)).lastLsn), lsn(lastLsn)) !== 0)
          throw refusal(
            'LogBackupMissing',
            `${file} no longer holds the log backup that ends at LSN ${lastLsn}, so log shipping of mgc has a gap: initialise the backup store again.`,
          );
      };
      const name = nameAt(pool, await nextInstant(context, backupFinishedAt, reserved));
      beat({ says: `${baseName(file)} joins log shipping as ${baseName(name)}` });
      if (isTail) await tools.share.move(file, name);
      else await tools.share.copy(file, name, { verify, heartbeat: () => undefined, signal });
    }
    // Names count seconds: the next log backup of log shipping must come behind these.
    const ahead = Math.max(reserved, await newestInstant(context)) + 1000 - Date.now();
    await pause(Math.min(Math.max(ahead, 0), longestWaitMs), signal);
    if (enables) await enable(context, store, await backupJobOf(context, store));
    return leaves.length === 0 ? done : { leaves };
  },
};

const outOfReach = (file: string, name: string, store: Store): string =>
  `log shipping of mgc lacks a log backup that another tool took, ${file} on ${instanceName(store)}. Put it on the share as ${name}`;

/** The log backups that this instance took since log shipping's last one and that have not joined it, in LSN order. */
async function unshipped(context: Context, store: Store) {
  const { tools } = context;
  const [shipping] = await tools.sql.query(store, 'log-shipping-primary', { database: 'mgc' });
  if (shipping === undefined) return [];
  const { lastBackupFile: last } = shipping;
  const afterLsn = last === null ? '0' : (await headerOf(tools, store, last)).lastLsn;
  const joined = await endsOnShare(context, store, last === null ? '' : baseName(last));
  const here = instanceName(store).toLowerCase();
  return (await tools.sql.query(store, 'backup-sets', { database: 'mgc', afterLsn }))
    .filter(({ type, serverName, copyOnly }) => type === 'L' && serverName.toLowerCase() === here && !copyOnly)
    .filter(({ file, lastLsn }) => !shipped.test(baseName(file)) && !joined.has(lastLsn))
    .sort((left, right) => compareLsn(lsn(left.lastLsn), lsn(right.lastLsn)));
}

/** Where the log backups end that stand on the share behind `after`: an earlier seal that was abandoned left them there. */
async function endsOnShare({ tools, pool }: Context, store: Store, after: string): Promise<Set<string>> {
  const { share } = pool.logShipping;
  const names = (await tools.share.list(share)).map(({ name }) => name);
  const headers = await sideBySide(
    names.filter((name) => /\.trn$/i.test(name) && shipped.test(name) && name > after),
    // One that is no whole backup is nobody's link.
    (name) => wholeHeaderOf(tools, store, inFolder(share, name)),
  );
  return new Set(headers.flatMap((header) => header?.lastLsn ?? []));
}

/** For a name behind every one that log shipping has given: it copies and restores in the order of names. */
const nextInstant = async (context: Context, finishedAt: string, reserved: number): Promise<number> =>
  Math.max(Date.parse(finishedAt), Math.max(reserved, await newestInstant(context)) + 1000);

const nameAt = ({ logShipping }: Pool, instant: number): string =>
  inFolder(logShipping.share, `mgc_${stampOf(new Date(instant))}.trn`);

/** The newest instant in a name that log shipping gave, or was given here; 0 where there is none. */
async function newestInstant({ tools, pool }: Context): Promise<number> {
  const files = await tools.share.list(pool.logShipping.share);
  return Math.max(0, ...files.flatMap(({ name }) => instantOf(shipped.exec(name)?.[1])));
}

const stampOf = (at: Date): string => at.toISOString().replace(/\D/g, '').slice(0, 14);
const instantOf = (stamp: string | undefined): number[] =>
  stamp === undefined ? [] : [Date.parse(stamp.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z'))];
