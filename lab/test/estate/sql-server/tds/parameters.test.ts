import type { ConnectionPool } from 'mssql';
import sql from 'mssql';
import type { Parameter } from '../../../../estate/sql-server/contract';
import type { TdsListener } from '../../../../estate/sql-server/tds/listener';
import { listen } from '../../../../estate/sql-server/tds/listener';
import { CannedServer } from './support/canned-server';
import { connect } from './support/connect';
import { failure } from './support/failure';

const guid = '6F9619FF-8B86-D011-B42D-00C04FC964FF';
const instant = new Date('2026-11-21T13:08:45.120Z');

describe('parameters that mssql sends', () => {
  let server: CannedServer;
  let listener: TdsListener;
  let pools: ConnectionPool[];

  beforeEach(async () => {
    server = new CannedServer();
    listener = await listen(server, { host: '127.0.0.1', port: 0 });
    pools = [];
  });

  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    await listener.close();
  });

  async function open(options?: Parameters<typeof connect>[1]): Promise<ConnectionPool> {
    const pool = await connect(listener, options);
    pools.push(pool);
    return pool;
  }

  const values: readonly (readonly [string, sql.ISqlType | (() => sql.ISqlType), unknown, unknown])[] = [
    ['bit', sql.Bit(), true, true],
    ['tinyint', sql.TinyInt(), 255, 255],
    ['smallint', sql.SmallInt(), -32768, -32768],
    ['int', sql.Int(), -2147483648, -2147483648],
    ['bigint', sql.BigInt(), '-9223372036854775808', -9223372036854775808n],
    ['real', sql.Real(), 0.5, 0.5],
    ['float', sql.Float(), -1.25e100, -1.25e100],
    ['decimal', sql.Decimal(10, 2), -12.34, { unscaled: -1234n, scale: 2 }],
    ['money', sql.Money(), 12.34, { unscaled: 123400n, scale: 4 }],
    ['varchar', sql.VarChar(10), 'Grüße €', 'Grüße €'],
    ['nvarchar', sql.NVarChar(10), '你好', '你好'],
    ['varchar(max)', sql.VarChar(sql.MAX), 'x'.repeat(20_000), 'x'.repeat(20_000)],
    ['nvarchar(max)', sql.NVarChar(sql.MAX), 'ü'.repeat(20_000), 'ü'.repeat(20_000)],
    ['nchar', sql.NChar(3), 'abc', 'abc'],
    ['text', sql.Text(), 'text', 'text'],
    ['ntext', sql.NText(), 'ntext', 'ntext'],
    ['xml', sql.Xml(), '<a/>', '<a/>'],
    ['varbinary', sql.VarBinary(10), Buffer.from([1, 2]), Buffer.from([1, 2])],
    ['varbinary(max)', sql.VarBinary(sql.MAX), Buffer.alloc(9000, 7), Buffer.alloc(9000, 7)],
    ['image', sql.Image(), Buffer.from([3]), Buffer.from([3])],
    ['uniqueidentifier', sql.UniqueIdentifier(), guid, guid],
    ['date', sql.Date(), new Date('2026-11-21'), new Date('2026-11-21')],
    ['datetime', sql.DateTime(), instant, instant],
    ['smalldatetime', sql.SmallDateTime(), new Date('2026-11-21T13:08Z'), new Date('2026-11-21T13:08Z')],
    ['datetime2', sql.DateTime2(7), instant, instant],
    ['datetimeoffset', sql.DateTimeOffset(7), instant, instant],
    ['time', sql.Time(7), new Date('1970-01-01T13:08:45.120Z'), new Date('1970-01-01T13:08:45.120Z')],
  ];

  it.each(values)('of type %s arrive as sent, and NULL as NULL', async (_name, type, sent, received) => {
    let parameters: readonly Parameter[] = [];
    server.on('SELECT @value, @nothing', (request) => {
      parameters = request.parameters;
      request.reply.done();
    });
    const request = (await open()).request().input('value', type, sent).input('nothing', type, null);
    await request.query('SELECT @value, @nothing');
    expect(parameters.map(({ name, value }) => ({ name, value }))).toEqual([
      { name: '@value', value: received },
      { name: '@nothing', value: null },
    ]);
  });

  it('of a procedure come back when they are output, with its return status', async () => {
    server.on('EXEC msdb.dbo.sp_add_job', ({ parameters, reply }) => {
      reply.returnStatus(1);
      for (const parameter of parameters) reply.output({ ...parameter, value: 'changed' });
    });
    const request = (await open()).request();
    request.input('job_name', sql.NVarChar(128), 'job').output('job_id', sql.NVarChar(128), 'none');
    const result = await request.execute('msdb.dbo.sp_add_job');
    expect(result).toMatchObject({ returnValue: 1, output: { job_id: 'changed' } });
    expect(result.output).not.toHaveProperty('job_name');
  });

  it('of a table type are refused', async () => {
    const table = new sql.Table('names');
    table.columns.add('name', sql.Int());
    const request = (await open()).request().input('names', table);
    expect(await failure(request.execute('p'))).toMatchObject({ number: 8009, class: 16 });
    expect(server.latest?.log).not.toContain('EXEC p');
  });
});
