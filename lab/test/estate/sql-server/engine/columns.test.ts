/** Every documented column can be asked for by its name, has its documented type, and no other name is taken for one. */
import { aNight, errorsOf } from '../support';
import type { Night, Told } from '../support';
import { results, sources } from './documented-columns';

let night: Night;
beforeAll(async () => {
  night = await aNight();
});
afterAll(() => night.close());

const columnsIn = (text: string): { readonly name: string; readonly type: string | undefined }[] =>
  text.split(', ').map((column) => {
    const [name = '', type] = column.split(' ');
    return { name, type };
  });

const columnsOf = ({ sets }: Told): { readonly name: string; readonly type: string }[] =>
  (sets[0]?.columns ?? []).map(({ name, type }) => ({ name, type: `${type.name}${String(type.length ?? '')}` }));

describe.each(Object.entries(sources))('%s', (source, text) => {
  const documented = columnsIn(text);
  const names = documented.map(({ name }) => name);

  test('has every documented column', async () => {
    const told = await night.ask(`SELECT ${names.map((name) => `[${name}]`).join(', ')} FROM ${source}`);
    expect(errorsOf(told)).toEqual([]);
    expect(columnsOf(told)).toEqual(
      documented.map(({ name, type }) => ({ name, type: type ?? (expect.any(String) as string) })),
    );
  });

  test('shows them under SELECT *', async () => {
    const shown = columnsOf(await night.ask(`SELECT * FROM ${source}`)).map(({ name }) => name);
    expect(shown).toEqual(expect.arrayContaining(names));
    expect(new Set(shown).size).toBe(shown.length);
  });

  test('refuses a misspelt one with 207', async () => {
    const misspelt = `${names[0]!}s_`;
    expect(errorsOf(await night.ask(`SELECT 1\nSELECT ${misspelt} FROM ${source}`))).toEqual([
      `207,16,1,2: Invalid column name '${misspelt}'.`,
    ]);
  });

  test('counts, groups and joins by them', async () => {
    const [first] = names;
    const grouped = `SELECT a.[${first!}], COUNT(*) FROM ${source} a LEFT JOIN ${source} b ON b.[${first!}] = a.[${first!}] GROUP BY a.[${first!}] ORDER BY COUNT(*) DESC`;
    expect(errorsOf(await night.ask(grouped))).toEqual([]);
  });
});

test.each(Object.entries(results))('%s answers with its documented columns', async (call, text) => {
  const instance = /secondary_(primary|database) |monitor_secondary/.test(call) ? 'SQL3\\CHAT' : 'SQL1\\CHAT';
  const told = await night.ask(`EXEC ${call}`, { instance });
  expect(errorsOf(told)).toEqual([]);
  expect(columnsOf(told).map(({ name }) => name)).toEqual(text.split(', '));
});
