/** How a procedure leaves an estate, without what names the run: comparable with the end of another run. */
import type { Lab } from '../../../../lab/rig/lab';
import { snapshotOf, type Snapshot } from '../undo/snapshot';

/** The token of a run stands between the purpose of a file and its extension. */
const withoutToken = (file: string): string => file.replace(/_[0-9a-f]{10}(?=\.)/, '_of_a_run');

/** `before` is the estate as the run found it: files that other runs left behind are not the work of this one. */
export async function endStateOf(lab: Lab, before: Snapshot): Promise<Snapshot> {
  const snapshot = await snapshotOf(lab);
  const added = (folder: string, files: readonly string[]): string[] =>
    files.filter((file) => before.files[folder]?.includes(file) !== true);
  return {
    ...snapshot,
    files: Object.fromEntries(
      Object.entries(snapshot.files).map(([folder, files]) => [folder, added(folder, files).map(withoutToken).sort()]),
    ),
  };
}
