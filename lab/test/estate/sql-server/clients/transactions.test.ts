import { Connection, Request } from 'tedious';
import { PacketType } from '../../../../estate/sql-server/tds/packet';
import { login7, RawClient } from '../tds/support/raw-client';
import type { StandIn } from './support';
import { standIn } from './support';

/** ENVCHANGE: a transaction has a descriptor, new when it begins and old when it ends (MS-TDS 2.2.7.9). */
const began = 'e30b000808[0-9a-f]{16}00';
const committed = 'e30b00090008';
const rolledBack = 'e30b000a0008';

describe('transactions, as a client follows them', () => {
  let server: StandIn;

  beforeAll(async () => {
    server = await standIn();
  });

  afterAll(() => server.close());

  it.each([
    ['BEGIN TRAN; COMMIT', `${began}.*${committed}`],
    ['BEGIN TRAN; BEGIN TRAN; COMMIT; COMMIT', `^${began}(?!.*${began}).*${committed}`],
    ['BEGIN TRAN; ROLLBACK', `${began}.*${rolledBack}`],
    [
      'SET IMPLICIT_TRANSACTIONS ON; DELETE FROM mgc.dbo.tblNode; COMMIT; SET IMPLICIT_TRANSACTIONS OFF',
      `${began}.*${committed}`,
    ],
    ["BEGIN TRAN; SELECT CAST('x' AS int)", `${began}.*${rolledBack}.*fd0200`],
  ])('the answer to "%s" says when a transaction begins and ends', async (text, expected) => {
    const client = await RawClient.open(server.port);
    client.send(PacketType.login7, login7('pchatdr', 'secret'));
    await client.next();
    client.batch(text);
    const { payload } = await client.next();
    client.socket.destroy();
    expect(payload.toString('hex')).toMatch(new RegExp(expected));
  });

  it('a savepoint of the transaction manager is set and gone back to, and one of an unknown name is 6401', async () => {
    const connection = new Connection({
      server: '127.0.0.1',
      authentication: { type: 'default', options: { userName: 'pchatdr', password: 'secret' } },
      options: { port: server.port, encrypt: false, database: 'mgc' },
    });
    const done = (begin: (callback: (error?: Error | null) => void) => void): Promise<void> =>
      new Promise((resolve, reject) => begin((error) => (error ? reject(error) : resolve())));
    const rows = async (text: string): Promise<unknown[]> => {
      const values: unknown[] = [];
      await done((callback) => {
        const request = new Request(text, (error) => callback(error));
        request.on('row', (row: { value: unknown }[]) => values.push(row[0]?.value));
        connection.execSqlBatch(request);
      });
      return values;
    };
    await done((callback) => connection.connect(callback));
    await done((callback) => connection.beginTransaction(callback, 'outer'));
    await rows("INSERT INTO tblNode VALUES (7, N'tedious', 0)");
    await done((callback) => connection.saveTransaction(callback, 'half way'));
    await rows("INSERT INTO tblNode VALUES (8, N'tedious', 0)");
    await done((callback) => connection.rollbackTransaction(callback, 'half way'));
    expect(await rows("SELECT nodeID FROM tblNode WHERE nodeName = N'tedious'")).toEqual([7]);
    await expect(done((callback) => connection.rollbackTransaction(callback, 'nowhere'))).rejects.toMatchObject({
      number: 6401,
    });
    await done((callback) => connection.rollbackTransaction(callback));
    expect(await rows('SELECT @@TRANCOUNT')).toEqual([0]);
    connection.close();
  });
});
