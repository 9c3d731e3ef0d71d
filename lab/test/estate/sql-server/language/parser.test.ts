import fc from 'fast-check';
import { SqlError } from '../../../../estate/sql-server/contract';
import { parseBatch } from '../../../../estate/sql-server/language/parse-statement';

const refusal = (text: string): string => {
  try {
    parseBatch(text);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return `${error.details.number} ${error.details.line ?? 0} ${error.details.text}`;
  }
};

describe('a syntax error names the token and its line', () => {
  test.each([
    ['SELECT *\nFROM', "102 2 Incorrect syntax near 'FROM'."],
    ['SELECT 1 +\nFROM t', "156 2 Incorrect syntax near the keyword 'FROM'."],
    ["EXEC p @a = 'x' + 'y'", "102 1 Incorrect syntax near '+'."],
    ['PRINT 1\nGO\nPRINT 2', "102 2 Incorrect syntax near 'GO'."],
    ['SELECT /* a /* b */ 1', "113 1 Missing end comment mark '*/'."],
    ["BACKUP LOG x TO DISK = 'a' WITH FOO", "155 1 'FOO' is not a recognized BACKUP option."],
    ['ALTER DATABASE @d SET PARTNER OFF', "102 1 Incorrect syntax near '@d'."],
    ['KILL @spid', "102 1 Incorrect syntax near '@spid'."],
    ['CREATE VIEW v AS SELECT 1', "156 1 Incorrect syntax near the keyword 'VIEW'."],
    ['SELECT CAST(1 AS nosuch)', '243 1 Type nosuch is not a defined system type.'],
  ])('%s', (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });
});

test.each([
  'DECLARE c CURSOR FOR SELECT 1',
  'WHILE 1 = 1 PRINT 1',
  "EXEC ('PRINT 1')",
  'SELECT @x = 1',
  'SET @x += 1',
  'DECLARE @t TABLE (i int)',
  'CREATE TABLE #t (i int PRIMARY KEY)',
  'INSERT #t SELECT 1',
  'UPDATE t SET a = 1 FROM t',
  'TRUNCATE TABLE t',
  'SELECT 1 EXCEPT SELECT 1',
  'SELECT a FROM t ORDER BY a OFFSET 1 ROWS',
  'SELECT TOP (1) WITH TIES a FROM t ORDER BY a',
  'SELECT a FROM (VALUES (1)) AS v (a)',
  'SELECT a FROM t WHERE a = ANY (SELECT 1)',
  "SELECT a FROM t WHERE a LIKE 'x' ESCAPE '!'",
  'SELECT a COLLATE Latin1_General_BIN FROM t',
  'SELECT 1 & 1',
  'SELECT $1',
  'SELECT a FROM t OPTION (RECOMPILE)',
  'RECONFIGURE',
  "WAITFOR TIME '10:00'",
])('"%s" is not modelled: a syntax error, not success', (text) => {
  expect(refusal(text)).toMatch(/^(102|156) 1 Incorrect syntax near /);
});

describe('administrative statements are understood', () => {
  test.each([
    ["ALTER DATABASE [mgc] SET PARTNER = N'TCP://a:5022'", { set: 'partner', to: 'TCP://a:5022' }],
    [
      'ALTER DATABASE mgc SET PARTNER FORCE_SERVICE_ALLOW_DATA_LOSS',
      { set: 'partner', to: 'FORCE_SERVICE_ALLOW_DATA_LOSS' },
    ],
    ['ALTER DATABASE mgc SET WITNESS OFF', { set: 'witness', to: 'OFF' }],
    ['ALTER DATABASE mgc SET PARTNER TIMEOUT 20', { set: 'partner timeout', to: 20 }],
    [
      'ALTER DATABASE mgc SET RECOVERY FULL WITH NO_WAIT',
      { set: 'option', option: 'RECOVERY', value: 'FULL', termination: 'NO_WAIT' },
    ],
    [
      'ALTER DATABASE mgc SET SINGLE_USER WITH ROLLBACK IMMEDIATE',
      { set: 'option', option: 'SINGLE_USER', termination: 'ROLLBACK IMMEDIATE' },
    ],
  ])('%s', (text, action) => {
    expect(parseBatch(text).statements[0]).toMatchObject({ kind: 'alter database', database: 'mgc', action });
  });

  test('a statement knows its own text', () => {
    const text = 'PRINT 1;  RESTORE DATABASE mgc WITH RECOVERY ; COMMIT';
    expect(parseBatch(text).statements.map(({ start, end }) => text.slice(start, end))).toEqual([
      'PRINT 1',
      'RESTORE DATABASE mgc WITH RECOVERY',
      'COMMIT',
    ]);
  });
});

test("any string survives N'...' quoting", () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const [statement] = parseBatch(`PRINT N'${value.replaceAll("'", "''")}'`).statements;
      expect(statement).toMatchObject({ kind: 'print', value: { kind: 'literal', value } });
    }),
  );
});

test('any identifier survives [...] quoting', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (name) => {
      fc.pre(name.length <= 128);
      const [statement] = parseBatch(`USE [${name.replaceAll(']', ']]')}]`).statements;
      expect(statement).toMatchObject({ kind: 'use', database: name });
    }),
  );
});
