/** Functions about objects, files and dates of jobs: OBJECT_ID, OBJECT_NAME, FILEPROPERTY, msdb.dbo.agent_datetime. */
import type { ObjectName, SqlType, SqlValue, VirtualTable } from '../../contract';
import { asNumber } from '../convert';
import type { Environment } from '../environment';
import { refusal } from '../errors';
import { textOf } from '../text-of';
import { int, longText, scalar, sysname } from './define';
import type { FunctionTable } from './define';

type Row = Readonly<Record<string, SqlValue>>;

function rowsOf(table: VirtualTable | undefined, { session }: Environment): Row[] {
  if (table === undefined) return [];
  return [...table.rows(session)].map((row) =>
    Object.fromEntries(table.columns.map(({ name }, index) => [name, row[index] ?? null])),
  );
}

const systemRows = (name: string, environment: Environment, database?: string): Row[] =>
  rowsOf(
    environment.facts.table({ schema: 'sys', name, ...(database !== undefined && { database }) }, environment.session),
    environment,
  );

/** The id of sys.objects where the table stands there; any other table that is there has one of its own. */
function objectId(written: string, environment: Environment): SqlValue {
  const parts = written.split('.').map((part) => part.replace(/^\[(.*)\]$/, '$1'));
  const [name = '', schema, database] = parts.reverse();
  const inTempdb = database?.toLowerCase() === 'tempdb';
  if (name.startsWith('#')) return inTempdb && environment.hasTemporary(name) ? idOf(name) : null;
  const of: ObjectName = {
    name,
    ...(schema !== undefined && schema !== '' && { schema }),
    ...(database !== undefined && database !== '' && { database }),
  };
  if (environment.facts.table(of, environment.session) === undefined) return null;
  const known = systemRows('objects', environment, of.database).find(
    (row) => textOf(row['name'] ?? '').toLowerCase() === name.toLowerCase(),
  );
  return known?.['object_id'] ?? idOf(written);
}

function idOf(name: string): number {
  let hash = 0;
  for (const character of name.toLowerCase()) hash = (hash * 31 + character.charCodeAt(0)) % 2_147_483_647;
  return hash;
}

/** Only SpaceUsed of the documented properties; the others are NULL. */
function fileProperty(file: string, property: string, environment: Environment): SqlValue {
  const found = systemRows('database_files', environment).find(
    (row) => textOf(row['name'] ?? '').toLowerCase() === file.toLowerCase(),
  );
  if (found === undefined || property.toLowerCase() !== 'spaceused') return null;
  if (found['type_desc'] !== 'LOG') return found['size'] ?? null;
  const used = systemRows('dm_db_log_space_usage', environment)[0]?.['used_log_space_in_bytes'];
  return used === undefined || used === null ? null : Math.round(asNumber(used) / 8192);
}

const datetime: SqlType = { name: 'datetime' };
const two = (value: number): string => String(value).padStart(2, '0');

/** The date and time columns of the Agent's tables as one. @throws SqlError 241, as the function of msdb does. */
function agentDateTime(date: number, time: number): Date {
  const day = `${String(Math.floor(date / 10_000)).padStart(4, '0')}-${two(Math.floor(date / 100) % 100)}-${two(date % 100)}`;
  const clock = `${two(Math.floor(time / 10_000))}:${two(Math.floor(time / 100) % 100)}:${two(time % 100)}`;
  const instant = new Date(`${day}T${clock}Z`);
  if (Number.isNaN(instant.getTime()))
    throw refusal(241, 'Conversion failed when converting date and/or time from character string.');
  return instant;
}

export const objectFunctions: FunctionTable = {
  object_id: scalar([longText, longText], int, ([name], environment) => objectId(textOf(name), environment), 1),
  object_name: scalar(
    [int, int],
    sysname,
    ([id, databaseId], environment) => {
      const database = databaseId === undefined ? undefined : environment.facts.databaseName(asNumber(databaseId));
      if (database === null) return null;
      return systemRows('objects', environment, database).find((row) => row['object_id'] === id)?.['name'] ?? null;
    },
    1,
  ),
  fileproperty: scalar([sysname, sysname], int, ([file = null, property = null], environment) =>
    fileProperty(textOf(file), textOf(property), environment),
  ),
  'msdb.dbo.agent_datetime': scalar([int, int], datetime, ([date = null, time = null]) =>
    agentDateTime(asNumber(date), asNumber(time)),
  ),
};
