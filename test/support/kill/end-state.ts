/** How a procedure leaves an estate, without what names the run: comparable with the end of another run. */
import type { Lab } from '../../../lab/lab';
import { snapshotOf, type Snapshot } from '../undo/snapshot';

/** The token of a run stands between the purpose of a file and its extension. */
const withoutToken = (file: string): string => file.replace(/_[0-9a-f]{10}(?=\.)/, '_of_a_run');

export async function endStateOf(lab: Lab): Promise<Snapshot> {
  const snapshot = await snapshotOf(lab);
  return {
    ...snapshot,
    files: Object.fromEntries(
      Object.entries(snapshot.files).map(([folder, files]) => [folder, [...new Set(files.map(withoutToken))].sort()]),
    ),
  };
}
