/** Options of a session: what they change, and what they keep from happening. */
import { aNight, errorsOf } from '../support';
import type { Night } from '../support';

let night: Night;
beforeAll(async () => {
  night = await aNight();
});
afterAll(() => night.close());

const rowsOf = async (text: string, database = 'mgc'): Promise<unknown[][]> => {
  const told = await night.ask(text, { database });
  expect(errorsOf(told)).toEqual([]);
  return told.sets.map(({ rows }) => [...rows]);
};

const nodes = 'SELECT COUNT(*) FROM tblNode';

test.each(['DELETE tblNode', 'IF 1 = 0 SELECT 1 ELSE DELETE tblNode', "EXEC sp_executesql N'DELETE tblNode'"])(
  'under SET FMTONLY ON "%s" has no effect',
  async (statement) => {
    const [[before]] = (await rowsOf(nodes)) as [[number[]]];
    const sets = await rowsOf(`SET FMTONLY ON\n${statement}\nSET FMTONLY OFF\n${nodes}`);
    expect(sets.at(-1)).toEqual([before]);
    expect(before[0]).toBeGreaterThan(0);
  },
);

test('under SET FMTONLY ON a query tells its columns and none of its rows, and a misspelt column is 207', async () => {
  const told = await night.ask('SET FMTONLY ON SELECT name, database_id FROM sys.databases');
  expect(told.sets.map(({ columns, rows }) => [columns.map(({ name }) => name), rows])).toEqual([
    [['name', 'database_id'], []],
  ]);
  expect(errorsOf(await night.ask('SET FMTONLY ON SELECT nam FROM sys.databases'))).toEqual([
    "207,16,1,1: Invalid column name 'nam'.",
  ]);
});

test.each([
  [
    'SET LANGUAGE German',
    "2740,16,1,1: SET LANGUAGE failed because 'German' is not an official language name or a language alias on this SQL Server.",
  ],
  ['SET DATEFORMAT dmy', "2741,16,1,1: SET DATEFORMAT date order 'dmy' is invalid."],
  ['SET DATEFIRST 1', '2742,16,1,1: SET DATEFIRST 1 is out of range.'],
  ['SET NOEXEC ON', "195,15,1,1: 'NOEXEC' is not a recognized SET option."],
])('"%s", which the lab does not do, is refused', async (text, told) => {
  expect(errorsOf(await night.ask(text))).toEqual([told]);
});

test('a datetimeoffset keeps its offset, compares by its instant and gives its own fields to other types', async () => {
  const text = `DECLARE @o datetimeoffset(3) = '2026-11-21 13:08:45.5 +02:00'
    SELECT CONVERT(varchar(40), @o), CONVERT(varchar(40), DATEADD(day, 1, @o), 126),
      CONVERT(varchar(30), CAST(@o AS datetime), 121), CONVERT(varchar(40), CAST('2026-11-21T10:00:00Z' AS datetimeoffset(0)), 121),
      CASE WHEN @o = CAST('2026-11-21 11:08:45.5 +00:00' AS datetimeoffset(3)) THEN 1 ELSE 0 END`;
  expect(await rowsOf(text)).toEqual([
    [
      [
        ...['2026-11-21 13:08:45.500 +02:00', '2026-11-22T13:08:45.500+02:00', '2026-11-21 13:08:45.500'],
        ...['2026-11-21 10:00:00 +00:00', 1],
      ],
    ],
  ]);
});
