/** What cannot be NULL goes out in the form of fixed length, what can in the form with a length ([MS-TDS] 2.2.5.4). */
import fs from 'node:fs';
import path from 'node:path';
import type { SqlTypeName } from '../../../../estate/sql-server/contract';
import { systemViews } from '../../../../estate/sql-server/model/catalog';
import { createTables } from '../../../../estate/sql-server/msdb/context';
import type { TdsListener } from '../../../../estate/sql-server/tds/listener';
import { listen } from '../../../../estate/sql-server/tds/listener';
import { PacketType } from '../../../../estate/sql-server/tds/packet';
import { TypeId } from '../../../../estate/sql-server/tds/types/type-id';
import { results, sources } from '../engine/documented-columns';
import { administrator, aNight } from '../support';
import type { Night } from '../support';
import { CannedServer } from './support/canned-server';
import { connect } from './support/connect';
import { everyType } from './support/every-type';
import { login7, RawClient } from './support/raw-client';
import { resultSets } from './support/result-sets';
import type { Received } from './support/result-sets';

const withLength: readonly number[] = [TypeId.bitN, TypeId.intN, TypeId.floatN, TypeId.moneyN, TypeId.datetimeN];
const fixed: Partial<Record<SqlTypeName, number>> = {
  tinyint: 0x30,
  bit: 0x32,
  smallint: 0x34,
  int: 0x38,
  smalldatetime: 0x3a,
  real: 0x3b,
  money: 0x3c,
  datetime: 0x3d,
  float: 0x3e,
  bigint: 0x7f,
};

const ask = async (client: RawClient, text: string): Promise<Received> => {
  client.batch(text);
  return resultSets((await client.next()).payload);
};

describe('a column of each type', () => {
  const columns = everyType.map(({ name, type }) => ({ name, type }));
  const values = everyType.map(({ value }) => value);
  let server: CannedServer;
  let listener: TdsListener;

  beforeEach(async () => {
    server = new CannedServer();
    listener = await listen(server, { host: '127.0.0.1', port: 0 });
    server.on('SELECT both', ({ reply }) => {
      for (const nullable of [false, true]) {
        reply.columns(columns.map((column) => ({ ...column, nullable })));
        reply.row(values);
        if (nullable) reply.row(values.map(() => null));
        reply.done();
      }
    });
  });
  afterEach(() => listener.close());

  it('has the fixed type where it cannot be NULL, and only there', async () => {
    const { sets } = await ask(await RawClient.logIn(listener.port), 'SELECT both');
    const [notNull, nullable] = sets;
    expect(notNull?.columns.filter(({ type }) => Object.values(fixed).includes(type))).toEqual(
      columns.flatMap(({ name, type }) =>
        fixed[type.name] === undefined ? [] : [{ name, type: fixed[type.name], nullable: false }],
      ),
    );
    expect(notNull?.columns.filter(({ type }) => withLength.includes(type))).toEqual([]);
    expect(nullable?.columns.filter(({ type }) => Object.values(fixed).includes(type))).toEqual([]);
    expect(notNull?.rows).toEqual([nullable?.rows[0]]);
    expect(nullable?.rows[1]).toEqual(values.map(() => null));
  });

  it('is read by mssql in both forms', async () => {
    const pool = await connect(listener);
    const { recordsets } = await pool.request().query('SELECT both');
    await pool.close();
    const received = Object.fromEntries(everyType.map((column) => [column.name, column.received]));
    const nothing = Object.fromEntries(everyType.map(({ name }) => [name, null]));
    expect(recordsets).toEqual([[received], [received, nothing]]);
  });

  it('that cannot be NULL never carries one', async () => {
    const logged: string[] = [];
    const faulty = await listen(server, { host: '127.0.0.1', port: 0, log: (text) => logged.push(text) });
    server.on('SELECT wrong', ({ reply }) => {
      reply.columns([{ name: 'a', type: { name: 'int' }, nullable: false }]);
      reply.row([null]);
    });
    const { errors } = await ask(await RawClient.logIn(faulty.port), 'SELECT wrong');
    await faulty.close();
    expect(errors).toEqual([3624]);
    expect(logged.join()).toContain('column "a"');
  });
});

describe('an instance', () => {
  let night: Night;
  const clients = new Map<string, RawClient>();

  beforeAll(async () => {
    night = await aNight();
    for (const instance of ['SQL1\\CHAT', 'SQL2\\CHAT', 'SQL3\\CHAT']) {
      const client = await RawClient.open(night.estate.find(instance)!.port);
      client.send(PacketType.login7, login7(administrator, 'secret'));
      await client.next();
      clients.set(instance, client);
    }
  });
  afterAll(() => night.close());

  /** Columns that a client which trusts fNullable reads wrongly. */
  const misread = ({ sets }: Received): string[] =>
    sets.flatMap(({ columns }) =>
      columns.filter(({ type, nullable }) => !nullable && withLength.includes(type)).map(({ name }) => name),
    );

  const questions = fs
    .readFileSync(path.join(__dirname, '../engine/dba-at-night.sql'), 'utf8')
    .split(/^--## /m)
    .slice(1)
    .map((question) => question.slice(question.indexOf('\n') + 1));
  const views = [
    ...systemViews,
    ...Object.keys(createTables()).map((name) => `msdb.dbo.${name}`),
    ...Object.keys(sources),
  ];
  const procedures = Object.keys(results);

  it.each([
    ['view', views.map((name) => `SELECT * FROM ${name}`)],
    ['procedure', procedures.map((call) => `EXEC ${call}`)],
    ['question of a DBA', questions],
  ])('answers no %s with a type that carries a length and a column that cannot be NULL', async (kind, texts) => {
    const answered = new Set<string>();
    for (const [instance, client] of clients) {
      for (const text of texts) {
        const received = await ask(client, text);
        expect({ instance, text, misread: misread(received), fault: received.errors.includes(3624) }).toEqual({
          instance,
          text,
          misread: [],
          fault: false,
        });
        if (received.sets.length > 0) answered.add(text);
      }
    }
    if (kind !== 'question of a DBA') expect(texts.filter((text) => !answered.has(text))).toEqual([]);
  });

  it.each([
    ['a literal', 'SELECT 1', [0x38]],
    ['NULL', 'SELECT NULL', [TypeId.intN]],
    ['a column of a table', 'SELECT nodeID FROM mgc.dbo.tblNode', [0x38]],
    [
      'the columns of an outer join',
      'SELECT a.database_id, b.database_id FROM sys.databases a LEFT JOIN sys.databases b ON b.database_id = -a.database_id',
      [0x38, TypeId.intN],
    ],
    [
      'those of its other side',
      'SELECT a.database_id, b.database_id FROM sys.databases a RIGHT JOIN sys.databases b ON b.database_id = -a.database_id',
      [TypeId.intN, 0x38],
    ],
    [
      'those of both',
      'SELECT a.database_id, b.database_id FROM sys.databases a FULL JOIN sys.databases b ON b.database_id = -a.database_id',
      [TypeId.intN, TypeId.intN],
    ],
    [
      'those of OUTER APPLY',
      'SELECT a.database_id, b.x FROM sys.databases a OUTER APPLY (SELECT 1 AS x WHERE a.database_id = 1) b',
      [0x38, TypeId.intN],
    ],
  ])('knows whether %s can be NULL', async (_what, text, types) => {
    const { sets, errors } = await ask(clients.get('SQL1\\CHAT')!, text);
    expect(errors).toEqual([]);
    expect(sets[0]?.columns.map(({ type }) => type)).toEqual(types);
  });

  it.each([
    "INSERT mgc.dbo.tblNode (nodeID, nodeName) VALUES (77, N'a')",
    'UPDATE mgc.dbo.tblConfig SET configVersion = NULL',
    'UPDATE msdb.dbo.sysjobs SET enabled = NULL',
  ])('refuses NULL where there can be none: %s', async (text) => {
    const { errors } = await ask(clients.get('SQL1\\CHAT')!, text);
    expect(errors).toEqual([515]);
  });
});
