/** Statements of a batch: their order, their errors, and what passes between them and procedures. */
import type { SqlValue } from '../../../../estate/sql-server/contract';
import { ask, errorsOf, FakeInstance, recorder } from './fake-instance';

const big = (text: string): SqlValue => ({ unscaled: BigInt(text), scale: 0 });

describe('statements of a batch', () => {
  test('INSERT EXEC takes the rows that sp_executesql brings', async () => {
    const answer = await ask(
      new FakeInstance().session(),
      `CREATE TABLE #h (BackupName nvarchar(128), FirstLSN numeric(25,0));
       DECLARE @file nvarchar(260) = N'\\\\fs\\share\\a.trn';
       INSERT INTO #h EXEC master.dbo.sp_executesql N'RESTORE HEADERONLY FROM DISK = @file', N'@file nvarchar(260)', @file = @file;
       SELECT BackupName, CONVERT(varchar(30), FirstLSN) FROM #h`,
    );
    expect(answer.rows).toEqual([['\\\\fs\\share\\a.trn', '1234567890123456789012345']]);
  });

  test('INSERT EXEC refuses another number of columns', async () => {
    const answer = await ask(
      new FakeInstance().session(),
      "CREATE TABLE #h (a int)\nINSERT #h EXEC sp_executesql N'RESTORE HEADERONLY FROM DISK = ''x'''",
    );
    expect(errorsOf(answer)).toEqual(['213/2']);
  });

  test('a backup arrives with the values of its variables', async () => {
    const instance = new FakeInstance();
    await ask(
      instance.session(),
      "DECLARE @d sysname = N'mgc', @p nvarchar(260) = N'D:\\a.bak'\nBACKUP DATABASE @d TO DISK = @p, DISK = 'D:\\b.bak' WITH INIT, STATS = 5, NAME = N'x'",
    );
    expect(instance.administered).toEqual([
      {
        kind: 'backup',
        what: 'database',
        database: 'mgc',
        disks: ['D:\\a.bak', 'D:\\b.bak'],
        options: new Map<string, unknown>([
          ['INIT', true],
          ['STATS', 5],
          ['NAME', 'x'],
        ]),
      },
    ]);
  });

  test('a failed restore sends every message and the batch goes on', async () => {
    const answer = await ask(
      new FakeInstance().session(),
      "RESTORE LOG mgc FROM DISK = 'x' WITH NORECOVERY\nPRINT 'after'",
    );
    expect(answer.messages.map((message) => message.number)).toEqual([3101, 3013, 0]);
  });

  test('CATCH sees the last error and its line', async () => {
    const answer = await ask(
      new FakeInstance().session(),
      "BEGIN TRY\nRESTORE LOG mgc FROM DISK = 'x'\nEND TRY\nBEGIN CATCH\nSELECT ERROR_NUMBER(), ERROR_LINE()\nEND CATCH",
    );
    expect(answer.rows).toEqual([[3013, 2]]);
    expect(answer.messages).toEqual([]);
  });

  test('TRY does not catch a missing table of its own scope, but one of an inner scope', async () => {
    const session = new FakeInstance().session();
    expect(
      errorsOf(await ask(session, 'BEGIN TRY SELECT * FROM nosuch END TRY BEGIN CATCH SELECT 1 END CATCH')),
    ).toEqual(['208/1']);
    const inner = await ask(
      session,
      "BEGIN TRY EXEC sp_executesql N'SELECT * FROM nosuch' END TRY BEGIN CATCH SELECT ERROR_NUMBER() END CATCH",
    );
    expect(inner.rows).toEqual([[208]]);
  });

  test('XACT_ABORT turns any error into the end of batch and transaction', async () => {
    const instance = new FakeInstance();
    const answer = await ask(instance.session(), 'SET XACT_ABORT ON\nBEGIN TRAN\nSELECT 1 / 0\nSELECT 2');
    expect(answer.rows).toEqual([]);
    expect(instance.transactions).toEqual(['begin', 'rollback']);
  });

  test('variables and conditions', async () => {
    const answer = await ask(
      new FakeInstance().session(),
      "DECLARE @i int = 1, @s varchar(20) = 'a'\nIF @i = 1 BEGIN SET @i = @i + 1 SET @s = @s + CAST(@i AS varchar(2)) END ELSE SET @s = ''\nSELECT @s, @i",
    );
    expect(answer.rows).toEqual([['a2', 2]]);
  });

  test('writes reach the tables of the instance, typed', async () => {
    const instance = new FakeInstance();
    const session = instance.session();
    const answer = await ask(
      session,
      "INSERT INTO messages (id, text) VALUES (1, 'a'), ('2', N'b')\nUPDATE messages SET text = text + (SELECT name FROM databases d WHERE d.database_id = id) WHERE id = 1\nDELETE messages WHERE id = 2",
    );
    expect(instance.messages).toEqual([[1, null, 'amaster']]);
    expect(answer.counts).toEqual([2, 1, 1]);
  });

  test('NOCOUNT holds the counts back', async () => {
    expect((await ask(new FakeInstance().session(), 'SET NOCOUNT ON SELECT 1')).counts).toEqual([undefined]);
  });

  test('RAISERROR formats, and only severities above 10 are errors', async () => {
    const answer = await ask(
      new FakeInstance().session(),
      "RAISERROR(N'%s has %d', 16, 3, N'mgc', 5)\nRAISERROR('note', 10, 1)\nSELECT @@ERROR",
    );
    expect(answer.messages.map(({ number, severity, state, text }) => [number, severity, state, text])).toEqual([
      [50000, 16, 3, 'mgc has 5'],
      [50000, 10, 1, 'note'],
    ]);
  });

  test('every statement is observed with its own text', async () => {
    const instance = new FakeInstance();
    await ask(instance.session(), "IF 1 = 1 BEGIN PRINT 'a'; EXEC sp_executesql N'USE master' END");
    expect(instance.observed).toEqual(["PRINT 'a'", 'USE master']);
  });

  test('procedures get their arguments converted and give outputs back', async () => {
    const instance = new FakeInstance();
    instance.procedures.set('p', {
      parameters: [
        { name: '@a', type: { name: 'int' } },
        { name: '@b', type: { name: 'int' }, default: 7, output: true },
      ],
      run: ({ arguments: given, output }) => {
        output('@b', Number(given.get('@a')) + Number(given.get('@b')));
        return Promise.resolve(3);
      },
    });
    const session = instance.session();
    expect(
      (await ask(session, "DECLARE @r int, @o int = 1 EXEC @r = dbo.p '5', @b = @o OUTPUT SELECT @r, @o")).rows,
    ).toEqual([[3, 6]]);
    expect(errorsOf(await ask(session, 'EXEC p'))).toEqual(['201/0']);
    expect(errorsOf(await ask(session, 'EXEC p 1, 2, 3'))).toEqual(['8144/0']);
    const { answer, reply } = recorder();
    const parameters = [
      { name: '@a', type: { name: 'int' }, value: 1 } as const,
      { name: '@b', type: { name: 'int' }, value: 2, output: true } as const,
    ];
    await session.call('master.dbo.p', parameters, reply, new AbortController().signal);
    expect([answer.status, answer.outputs[0]?.value]).toEqual([3, 3]);
    expect(instance.observed).toContain('EXEC master.dbo.p @a = 1, @b = 2 OUTPUT');
  });

  test('parameters of a request are variables of its text', async () => {
    const answer = await ask(new FakeInstance().session(), 'SET @o = @i + 1 SELECT @s', [
      { name: '@i', type: { name: 'numeric', precision: 25, scale: 0 }, value: big('40000000123400001') },
      { name: '@s', type: { name: 'nvarchar', length: 10 }, value: "it's" },
      { name: '@o', type: { name: 'numeric', precision: 25, scale: 0 }, value: null, output: true },
    ]);
    expect(answer.rows).toEqual([["it's"]]);
    expect(answer.outputs[0]?.value).toEqual(big('40000000123400002'));
  });
});
