/** The files of a database that CREATE DATABASE makes: the first data file is 1, the first log file 2, then the others. */
import type { NamedFile } from '../contract';
import type { DatabaseFile } from './database-parts';
import { newFile } from './held-databases';
import type { Catalogue, Storage } from './ports';
import { followedBy, messageOf, refusal } from './refusals';
import { folderRefusal, ownerOf } from './restore-files';

/** @throws SqlError 1834, 5123 or 5133, then 1802. */
export function newFiles(name: string, named: readonly NamedFile[], instance: Catalogue & Storage): DatabaseFile[] {
  const [first, log] = instance.defaultFiles(name);
  const data = named.filter(({ type }) => type === 'ROWS').map(newFile);
  const logs = named.filter(({ type }) => type === 'LOG').map(newFile);
  for (const { physicalName } of [...data, ...logs]) {
    const owner = ownerOf(physicalName, instance);
    const refused = owner ? refusal(1834, physicalName, owner.name) : folderRefusal(physicalName, instance);
    if (refused) throw followedBy(refused, messageOf(1802));
  }
  return [data[0] ?? first!, ...(logs.length > 0 ? logs : [log!]), ...data.slice(1)];
}
