/** A restore of mgc from a full backup: long, so it runs as an Agent job and outlives this worker. */
import { obstacle, type Judgement } from '../../../domain/judgements';
import { storeSeen, type DatabaseFacts, type Observation } from '../../../domain/observation';
import type { Store, StoreRole } from '../../../domain/topology/pool';
import type { InputOf, Told } from '../../../procedures/contract';
import type { Context } from '../../context';
import { refusal, setback } from '../../failure';
import { filesOn, lastRestored, named, placesOf, stateOf } from '../../looks/database';
import type { Around } from '../../operation';
import { storeAt } from '../../scope';
import { jobName, statements } from '../../statements';
import { backupJobOf, silence } from './agent';
import { confirmCarriedOver } from './carried-over';
import { makeReady } from './make-ready';
import { baseName, filesFor, isSameFile, unexpectedFiles } from './place-files';
import { endSessions } from './sessions';
import { confirmStillWhole } from './whole-backup';

export type Restore = InputOf<'restoreDatabase'>;

/** @returns the last LSN of the backup that mgc is restored from, at this attempt or at an earlier one. */
export async function restore(context: Context, wanted: Restore): Promise<{ lastLsn: string } & Pick<Told, 'notes'>> {
  const { tools, pool, token } = context;
  const store = storeAt(pool, wanted.on);
  const isKnown = await tools.jobs.isKnown(store, jobName(token, `restore_${wanted.purpose}`));
  const lastLsn =
    (isKnown ? undefined : await reached(context, store, wanted)) ?? (await run(context, wanted, isKnown));
  const notes = wanted.for === 'ready to use' ? await makeReady(context, wanted.on) : [];
  return { lastLsn, ...(notes.length === 0 ? {} : { notes }) };
}

const goalOf = (use: Restore['for']): string => (use === 'ready to use' ? 'ONLINE' : 'RESTORING');

async function reached({ tools }: Context, store: Store, { file, for: use }: Restore): Promise<string | undefined> {
  const [state, restored] = await Promise.all([stateOf(tools, store, 'mgc'), lastRestored(tools, store, 'full')]);
  return state?.state === goalOf(use) && restored !== undefined && isSameFile(restored.file, file)
    ? restored.lastLsn
    : undefined;
}

/** Begins it, or goes on with what an earlier attempt began. */
async function run(context: Context, wanted: Restore, isKnown: boolean): Promise<string> {
  const { tools, pool, token, signal, beat } = context;
  const { on, purpose, file, for: use } = wanted;
  const store = storeAt(pool, on);
  await confirmNotMirrored(context, store);
  if (!isKnown) await prepare(context, store, wanted);
  const inBackup = (await tools.sql.query(store, 'backup-files', { file })).map(
    ({ LogicalName, PhysicalName, Type }) => ({
      logical: LogicalName,
      physical: PhysicalName,
      isLog: Type.trim() === 'L',
    }),
  );
  const files = filesFor(inBackup, placesOf(await filesOn(tools, store)), store);
  const job = await tools.jobs.run(
    store,
    {
      name: jobName(token, `restore_${purpose}`),
      text: statements.restore(file, files, use),
      description: `persistent-chat-dr: restore of mgc (${purpose})`,
      isInEffect: async () => (await reached(context, store, wanted)) !== undefined,
    },
    {
      pollMs: pool.timing.poll * 1000,
      signal,
      onProgress: (percent) => beat({ says: `restoring from ${baseName(file)}`, percent }),
    },
  );
  const lastLsn = await reached(context, store, wanted);
  if (lastLsn === undefined)
    throw setback(
      'RestoreMissing',
      `The restore job on ${named(store)} ended, but mgc is not ${goalOf(use)} from ${file}.`,
    );
  await job.forget();
  return lastLsn;
}

async function confirmNotMirrored({ tools }: Context, store: Store): Promise<void> {
  const state = await stateOf(tools, store, 'mgc');
  if (state === undefined || state.mirroringRole === null) return;
  throw refusal(
    'MirroringInTheWay',
    `mgc on ${named(store)} is ${state.mirroringRole} of a mirroring session, which a restore cannot overwrite.`,
  );
}

/** Where nothing was carried over, nothing that can be used is overwritten. */
async function confirmOutOfUse({ tools }: Context, store: Store): Promise<void> {
  if ((await stateOf(tools, store, 'mgc'))?.state !== 'ONLINE') return;
  throw refusal(
    'NotCarriedOver',
    `mgc on ${named(store)} is ONLINE: somebody brought it online since the plan was made, and it is not overwritten. Drop it once nobody needs it, then retry the step.`,
  );
}

/** The last looks before the copy there is gone for good, and what would stop the restore. */
async function prepare(context: Context, store: Store, wanted: Restore): Promise<void> {
  const { on, file, carriedOver } = wanted;
  await confirmStillWhole(context, store, wanted);
  if (carriedOver !== null) await confirmCarriedOver(context, { from: on, ...carriedOver }, file);
  else if (wanted.purpose === 'initialise') await confirmOutOfUse(context, store);
  // A store that was a log-shipping primary once would back up the new copy while its mirror is seeded.
  await silence(context, store, await backupJobOf(context, store));
  await endSessions(context, store);
}

/** The statement as it follows from what was seen. */
export function restoreStatement(wanted: Restore, { pool, seen }: Pick<Around, 'pool' | 'seen'>): string {
  const { on, file, for: use } = wanted;
  const files = filesFor(filesInBackup(wanted, seen) ?? [], filesSeen(seen, on) ?? [], storeAt(pool, on));
  return statements.restore(file, files, use);
}

/** The backup must hold the files that a restore can place. */
export function filesUnexpected(wanted: Restore, seen: Observation): Judgement {
  const files = filesInBackup(wanted, seen);
  return files === undefined ? undefined : obstacle('unexpectedFiles', unexpectedFiles(files));
}

const filesSeen = (seen: Observation, role: StoreRole): DatabaseFacts['files'] | undefined =>
  storeSeen(seen, role)?.copy?.files;

/** A copy that was carried over from the one that is overwritten has the logical names of that. */
const filesInBackup = ({ on, source, carriedOver }: Restore, seen: Observation): DatabaseFacts['files'] | undefined =>
  filesSeen(seen, carriedOver?.to === source ? on : source);
