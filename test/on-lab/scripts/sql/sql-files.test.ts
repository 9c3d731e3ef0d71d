import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  actText,
  acts,
  backupHeaderLook,
  looks,
  prepareLook,
  sqlFolder,
  sqlText,
  type SqlFileName,
} from '../../../../activities/adapters/sql-server/sql-files';
import { renderSql, variablesOf } from '../../../../domain/sql-text';
import { parseBatch } from '../../../../lab/estate/sql-server/language/parse-statement';

type Types = Readonly<Record<string, 'text' | 'integer'>>;

const files = readdirSync(sqlFolder)
  .filter((name) => name.endsWith('.sql'))
  .map((name) => name.slice(0, -'.sql'.length));
const content = (name: string): string => readFileSync(join(sqlFolder, `${name}.sql`), 'utf8');
const variables: readonly (readonly [SqlFileName, Types])[] = [
  ...Object.entries(looks).map(([name, look]) => [name as SqlFileName, look.variables] as const),
  ...Object.entries(acts).map(([name, act]) => [name as SqlFileName, act] as const),
];
const parameters: readonly (readonly [SqlFileName, Types])[] = Object.entries(looks).map(
  ([name, look]) => [name as SqlFileName, look.parameters] as const,
);
const declaredNames = (name: string): string[] =>
  [...variables, ...parameters].flatMap(([file, types]) => (file === name ? Object.keys(types) : []));
const sample = (types: Types): Record<string, string | number> =>
  Object.fromEntries(Object.entries(types).map(([name, type]) => [name, type === 'integer' ? 1 : 'x']));

test('every file is declared, and every declaration has its file', () => {
  expect(files.sort()).toEqual([...Object.keys(looks), ...Object.keys(acts)].sort());
});

test('every file is used by an operation, a look or an adapter', () => {
  const folder = join(sqlFolder, '..', '..', 'activities');
  const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('sql-rows.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  // Its declaration names it once.
  const named = (file: string): number => code.split(`'${file}'`).length - 1;
  expect(files.filter((file) => named(file) < 2)).toEqual([]);
});

describe.each(files)('%s.sql', (name) => {
  const text = content(name);

  test('begins with a comment that tells its purpose, and fits into a page', () => {
    expect(text).toMatch(/^-- [A-Z]/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  test('names each of its variables and parameters in that comment', () => {
    const header = /^(?:--.*\n)+/.exec(text)?.[0];
    for (const each of declaredNames(name)) expect(header).toContain(each);
  });

  test('is one batch without control flow', () => {
    const code = text.replace(/^--.*$/gm, '').replace(/N?'[^']*'/g, "''");
    expect(code).not.toMatch(/^\s*GO\s*$/im);
    expect(code).not.toMatch(/\b(IF|WHILE|BEGIN|GOTO|TRY|CATCH|WAITFOR|THROW)\b/i);
    expect(code.trimEnd()).toMatch(/;$/);
  });
});

describe.each(variables)('the variables of %s', (name, types) => {
  test('are the declared ones, where their types allow them', () => {
    const places = variablesOf(sqlText(name));
    expect([...places.keys()].sort()).toEqual(Object.keys(types).sort());
    for (const [variable, where] of places) expect(where.has('integer')).toBe(types[variable] === 'integer');
  });

  test('leave text that the language accepts', () => {
    expect(parseBatch(renderSql(sqlText(name), sample(types))).statements.length).toBeGreaterThan(0);
  });
});

test.each(parameters)('%s binds the parameters it declares', (name, types) => {
  const known = new Set(Object.keys(types).map((parameter) => `@${parameter}`));
  const used = new Set(
    sqlText(name)
      .replace(/N?'[^']*'/g, '')
      .match(/(?<![@\w])@(?!@)\w+/g) ?? [],
  );
  expect(used).toEqual(known);
});

test('the comment of a file is not part of the statement', () => {
  expect(sqlText('kill-session')).toBe('KILL $(session);');
  expect(actText('kill-session', { session: 51 })).toBe('KILL 51;');
});

test('a look binds its parameters and fills in its variables', () => {
  expect(prepareLook('job-outcome', { job: 'x', after: 7 }).parameters).toEqual([
    { name: 'job', type: 'text', value: 'x' },
    { name: 'after', type: 'integer', value: 7 },
  ]);
  expect(prepareLook('newest-message', { database: 'mgc' })).toEqual({
    text: 'SELECT CONVERT(varchar(30), MAX(chatDate)) AS newestTicks FROM [mgc].dbo.tblChat;',
    parameters: [],
  });
});

describe('the table that a backup header is read through', () => {
  test.each([
    ['10.50.4000.0', 52],
    ['11.0.7001.0', 53],
    ['12.0.2000.8', 53],
    ['12.0.2342.0', 56],
    ['13.0.5026.0', 56],
    ['15.0.4003.23', 56],
    ['16.0.4135.4', 59],
  ])('has as many columns as version %s answers with (%i)', (version, columns) => {
    const table = /CREATE TABLE #header \(([\s\S]*?)\n\);/.exec(sqlText(backupHeaderLook(version)))?.[1] ?? '';
    expect(table.split(/,(?![^(]*\))/)).toHaveLength(columns);
  });
});
