/** Before a copy is overwritten: all that it holds stands in the copy that was carried over from it too. */
import type { Pool, Store, StoreRole } from '../../../domain/topology/pool';
import { mirrorOf } from '../../../domain/topology/pool';
import type { InputOf } from '../../../procedures/contract';
import type { Context } from '../../context';
import { refusal } from '../../failure';
import { lastRestored, named, stateOf } from '../../looks/database';
import { storeAt } from '../../scope';
import { messagesOn, newestMessageOn } from '../../looks/messages';
import { nicety } from './make-ready';
import { baseName, isSameFile } from './place-files';

/**
 * `overwrittenWith`: the file that is about to overwrite it; `null` where the run can still be aborted.
 * @returns what could not be seen, a sentence each.
 * @throws NotCarriedOver when somebody restored another copy at `to`, or wrote to the copy at `from` since.
 */
export async function confirmCarriedOver(
  context: Context,
  { from, to, file }: InputOf<'confirmCarriedOver'>,
  overwrittenWith: string | null,
): Promise<string[]> {
  const { tools, pool } = context;
  const [source, target] = [storeAt(pool, from), storeAt(pool, to)];
  await confirmStillThere(context, target, file, overwrittenWith === null ? ', or abort' : '');
  if ((await stateOf(tools, source, 'mgc'))?.state !== 'ONLINE') return [];
  const ahead = (await messagesOn(tools, source)) - (await messagesOn(tools, target));
  const notes: string[] = [];
  // One count for another: then only the newest tells. It may have to read the whole table.
  const newest = await nicety(
    context,
    notes,
    `Whether a message was replaced by another in mgc on ${named(source)} was not seen`,
    () => Promise.all([newestMessageOn(tools, source), newestMessageOn(tools, target)]),
    { whatever: true },
  );
  const [here, there] = newest ?? [null, null];
  if (ahead <= 0 && (here === null || (there !== null && here <= there))) return notes;
  throw refusal(
    'NotCarriedOver',
    `mgc on ${named(source)} holds ${ahead > 0 ? `${String(ahead)} message(s)` : 'a message'} that the copy on ${named(target)} lacks: somebody activated chat servers or wrote there after its full backup. ${
      overwrittenWith === null
        ? 'Abort and start the failback again, so that they are carried over too.'
        : `Carry them over: ${carryingOver(target, file, hasMirror(pool, to))}; delete ${overwrittenWith}. Then retry the step.`
    }`,
  );
}

/** @throws NotCarriedOver unless the copy there is the one that this run restored, as it left it. */
async function confirmStillThere({ tools }: Context, target: Store, file: string, orAbort: string): Promise<void> {
  const restored = await lastRestored(tools, target, 'full');
  if (restored === undefined || !isSameFile(restored.file, file)) {
    throw refusal(
      'NotCarriedOver',
      `mgc on ${named(target)} is not the copy that this run restored: ${restored === undefined ? 'it was made anew' : `${baseName(restored.file)} was restored over it`} by somebody. Restore ${file} there WITH REPLACE, RECOVERY, then retry the step${orAbort}.`,
    );
  }
  const state = (await stateOf(tools, target, 'mgc'))?.state ?? 'missing';
  if (state !== 'ONLINE') {
    throw refusal(
      'NotCarriedOver',
      `mgc on ${named(target)} is ${state}, not ONLINE as this run left it. Bring it online again, then retry the step${orAbort}.`,
    );
  }
}

const carryingOver = (target: Store, file: string, isMirrored: boolean): string =>
  [
    'empty the active list',
    ...(isMirrored ? [`ALTER DATABASE mgc SET PARTNER OFF on ${named(target)}`] : []),
    `back mgc up to ${file} WITH INIT`,
    `restore it on ${named(target)} WITH REPLACE, RECOVERY`,
    ...(isMirrored ? ['mirror it again'] : []),
  ].join('; ');

const hasMirror = (pool: Pool, role: StoreRole): boolean =>
  (role === 'primary' || role === 'backup') && pool.mgc[mirrorOf[role]] !== undefined;
