/** Where the files of a restored database go, and why they cannot go there. */
import { win32 } from 'node:path';
import { OsError } from '../../contract';
import type { RestoreStatement, SqlError } from '../contract';
import type { Database } from './database';
import type { DatabaseFile } from './database-parts';
import type { Catalogue, Storage } from './ports';
import { followedBy, messageOf, refusal } from './refusals';
import type { FoundSet } from './restore-plan';
import { has } from './statement-options';

const accessDenied = 5;

/** @throws SqlError 3234 for a logical name that the set does not have. */
export function checkMoves({ header }: FoundSet, { moves, database }: RestoreStatement): void {
  const unknown = moves.find(({ logical }) => !header.files.some(({ logicalName }) => same(logicalName, logical)));
  if (unknown) throw refusal(3234, unknown.logical, database);
}

/** Where the files go. @throws SqlError 1834, 3142, 3176, 3234, 5123 and 5133 with 3156 and 3119. */
export function placeFiles(
  found: FoundSet,
  statement: RestoreStatement,
  database: Database | undefined,
  instance: Catalogue & Storage,
): DatabaseFile[] {
  const moves = new Map(statement.moves.map(({ logical, to }) => [logical.toLowerCase(), to]));
  checkMoves(found, statement);
  const files = found.header.files.map((file) => ({
    ...file,
    physicalName: moves.get(file.logicalName.toLowerCase()) ?? file.physicalName,
  }));
  const claimed = files.find(
    (file, index) => files.findIndex((other) => same(other.physicalName, file.physicalName)) < index,
  );
  if (claimed) throw planning(refusal(3176, claimed.physicalName, files[0]!.logicalName, 1, claimed.logicalName, 2));
  for (const { logicalName, physicalName } of files)
    checkFile(logicalName, physicalName, statement, database, instance);
  checkSpace(files, database, instance);
  return files;
}

function checkFile(
  logicalName: string,
  physicalName: string,
  { options }: RestoreStatement,
  database: Database | undefined,
  instance: Catalogue & Storage,
): void {
  const other = ownerOf(physicalName, instance, database);
  const misplaced = messageOf(3156, logicalName, physicalName);
  if (other) throw planning(followedBy(refusal(1834, physicalName, other.name), misplaced));
  const unusable = folderRefusal(physicalName, instance);
  if (unusable) throw planning(followedBy(unusable, misplaced));
  const own = database?.files.some((file) => same(file.physicalName, physicalName)) ?? false;
  if (!own && !has(options, 'REPLACE') && instance.files.exists(physicalName, instance.place)) {
    throw planning(followedBy(refusal(3142, physicalName, physicalName), misplaced));
  }
}

/** The other database that has the file. */
export const ownerOf = (physicalName: string, instance: Catalogue, own?: Database): Database | undefined =>
  instance.held.find((held) => held !== own && held.files.some((file) => same(file.physicalName, physicalName)));

/** 5133 where there is no such folder, 5123 where the service may not write there. */
export function folderRefusal(physicalName: string, instance: Storage): SqlError | undefined {
  const folder = win32.dirname(physicalName);
  try {
    instance.files.resolve(folder, instance.place);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    const cause = `${String(error.code)}(${error.text})`;
    return error.code === accessDenied ? refusal(5123, cause, physicalName) : refusal(5133, physicalName, cause);
  }
  return instance.files.isFolder(folder, instance.place)
    ? undefined
    : refusal(5133, physicalName, '3(The system cannot find the path specified.)');
}

function checkSpace(files: readonly DatabaseFile[], database: Database | undefined, instance: Storage): void {
  const first = files[0]!.physicalName;
  const needed = files.reduce((sum, { size }) => sum + size, 0) - (database?.sizeBytes ?? 0);
  const free = instance.files.freeBytes(first, instance.place);
  if (needed > free) throw planning(refusal(3257, first.slice(0, 3), Math.round(needed), free));
}

const planning = (cause: SqlError): SqlError => followedBy(cause, messageOf(3119));
const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
