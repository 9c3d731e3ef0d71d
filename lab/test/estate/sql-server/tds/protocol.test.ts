import { once } from 'node:events';
import { SqlError } from '../../../../estate/sql-server/contract';
import type { TdsListener } from '../../../../estate/sql-server/tds/listener';
import { listen } from '../../../../estate/sql-server/tds/listener';
import { packet, PacketStatus, PacketType } from '../../../../estate/sql-server/tds/packet';
import { CannedServer } from './support/canned-server';
import { allHeaders, login7, RawClient } from './support/raw-client';
import { until } from './support/until';

const noRows = '0000000000000000';
const doneFinal = `fd00000000${noRows}`;
const doneError = `fd02000000${noRows}`;
const doneAttention = `fd20000000${noRows}`;

describe('the TDS server, byte for byte', () => {
  let server: CannedServer;
  let listener: TdsListener;
  let logged: string[];

  beforeEach(async () => {
    server = new CannedServer();
    server.on('nothing', () => undefined);
    server.on('WAITFOR', async ({ signal }) => {
      await once(signal, 'abort');
      throw signal.reason;
    });
    logged = [];
    listener = await listen(server, { host: '127.0.0.1', port: 0, log: (text) => logged.push(text) });
  });

  afterEach(() => listener.close());

  async function hex(client: RawClient): Promise<string> {
    return (await client.next()).payload.toString('hex');
  }

  it('joins a message that arrives one byte at a time', async () => {
    const client = await RawClient.open(listener.port);
    for (const byte of packet(PacketType.login7, PacketStatus.endOfMessage, 0, 1, login7('sa', 'Pa$$w0rd'))) {
      client.socket.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    expect((await client.next()).payload.includes(0xad)).toBe(true);
    expect(server.sessions).toHaveLength(1);
  });

  it('joins a message of several packets', async () => {
    const client = await RawClient.logIn(listener.port);
    client.request(PacketType.sqlBatch, Buffer.from('noth', 'utf16le'), 0);
    client.send(PacketType.sqlBatch, Buffer.from('ing', 'utf16le'));
    expect(await hex(client)).toBe(doneFinal);
  });

  it('serves requests that do not wait for each other in order', async () => {
    const client = await RawClient.logIn(listener.port);
    server.on('fails', () => {
      throw new SqlError({ number: 1, severity: 16, state: 1, text: '' });
    });
    client.batch('fails');
    client.batch('nothing');
    expect(await hex(client)).toMatch(new RegExp(`^aa.*${doneError}$`));
    expect(await hex(client)).toBe(doneFinal);
  });

  it('marks every DONE but the last with DONE_MORE, and counts rows', async () => {
    const client = await RawClient.logIn(listener.port);
    server.on('two', ({ reply }) => {
      reply.done(3);
      reply.done();
    });
    client.batch('two');
    expect(await hex(client)).toBe('fd' + '1100' + 'c500' + '0300000000000000' + doneFinal);
  });

  it('answers an ignored request with an error DONE and does not run it', async () => {
    const client = await RawClient.logIn(listener.port);
    client.request(PacketType.sqlBatch, Buffer.from('noth', 'utf16le'), 0);
    client.send(PacketType.sqlBatch, Buffer.alloc(0), PacketStatus.endOfMessage | PacketStatus.ignore);
    expect(await hex(client)).toBe(doneError);
    expect(server.latest?.log).toEqual([]);
  });

  it('ends a cancelled request first and acknowledges the attention in a message of its own', async () => {
    const client = await RawClient.logIn(listener.port);
    client.batch('WAITFOR');
    await until(() => server.latest?.log.includes('WAITFOR') === true);
    client.send(PacketType.attention, Buffer.alloc(0));
    expect(await hex(client)).toBe(doneError);
    expect(await hex(client)).toBe(doneAttention);
  });

  it('does not run a request whose attention came in with it', async () => {
    const client = await RawClient.logIn(listener.port);
    const text = Buffer.concat([allHeaders, Buffer.from('nothing', 'utf16le')]);
    const request = packet(PacketType.sqlBatch, PacketStatus.endOfMessage, 0, 1, text);
    client.socket.write(Buffer.concat([request, packet(PacketType.attention, 1, 0, 1, Buffer.alloc(0))]));
    expect([await hex(client), await hex(client)]).toEqual([doneError, doneAttention]);
    expect(server.latest?.log).toEqual([]);
  });

  it('acknowledges an attention that came too late', async () => {
    const client = await RawClient.logIn(listener.port);
    client.send(PacketType.attention, Buffer.alloc(0));
    expect(await hex(client)).toBe(doneAttention);
  });

  it('acknowledges a reset before the answer to the request that carries it', async () => {
    const client = await RawClient.logIn(listener.port);
    const status = PacketStatus.endOfMessage | PacketStatus.resetConnection;
    client.request(PacketType.sqlBatch, Buffer.from('nothing', 'utf16le'), status);
    expect(await hex(client)).toBe('e30300120000' + doneFinal);
    expect(server.latest?.log).toEqual(['reset', 'nothing']);
  });

  it('says which database the session is in now, and which it was in', async () => {
    const client = await RawClient.logIn(listener.port);
    server.on('USE b', ({ reply }) => {
      reply.database('b');
      reply.done();
    });
    client.batch('USE b');
    const names = `01${Buffer.from('b', 'utf16le').toString('hex')}06${Buffer.from('master', 'utf16le').toString('hex')}`;
    expect(await hex(client)).toBe(`e3110001${names}${doneFinal}`);
  });

  it('answers several calls of one message one after another', async () => {
    const client = await RawClient.logIn(listener.port);
    server.on('EXEC p', ({ reply }) => reply.returnStatus(4));
    const call = Buffer.concat([Buffer.from([1, 0]), Buffer.from('p', 'utf16le'), Buffer.from([0, 0])]);
    client.request(PacketType.rpc, Buffer.concat([call, Buffer.of(0xff), call]));
    expect(await hex(client)).toBe(`7904000000fe01000000${noRows}7904000000fe00000000${noRows}`);
  });

  it.each([
    ['sp_cursoropen', 2, '16937'],
    ['sp_execute of an unknown handle', 12, '8179'],
    ['sp_unprepare of an unknown handle', 15, '8179'],
    ['sp_prepexecrpc', 14, '2812'],
  ])('refuses %s with its number', async (_name, id, number) => {
    const client = await RawClient.logIn(listener.port);
    const handle = Buffer.from([0, 0, 0x26, 4, 4, 9, 0, 0, 0]);
    client.request(PacketType.rpc, Buffer.concat([Buffer.from([0xff, 0xff, id, 0, 0, 0]), handle]));
    const answer = (await client.next()).payload;
    expect(answer.readUInt8(0)).toBe(0xaa);
    expect(String(answer.readInt32LE(3))).toBe(number);
  });

  it('refuses Windows authentication with 18452', async () => {
    const client = await RawClient.open(listener.port);
    const login = login7('', '');
    login.writeUInt8(0x80, 25);
    client.send(PacketType.login7, login);
    expect((await client.next()).payload.readInt32LE(3)).toBe(18452);
    await client.closed;
    expect(server.sessions).toEqual([]);
  });

  it.each<[string, (client: RawClient) => void]>([
    ['that is not TDS at all', (client) => client.socket.write('GET / HTTP/1.1\r\n\r\n')],
    ['whose packet is shorter than its header', (client) => client.socket.write(Buffer.from([1, 1, 0, 7, 0, 0, 0, 0]))],
    ['with a batch before login', (client) => client.batch('nothing')],
    ['with an attention before login', (client) => client.send(PacketType.attention, Buffer.alloc(0))],
    ['whose LOGIN7 is cut off', (client) => client.send(PacketType.login7, Buffer.alloc(40))],
    ['whose LOGIN7 points outside itself', (client) => client.send(PacketType.login7, Buffer.alloc(86, 0xff))],
    [
      'whose PRELOGIN points outside itself',
      (client) => client.send(PacketType.prelogin, Buffer.from([1, 0, 9, 0, 9, 255])),
    ],
  ])('closes a connection %s and serves the next', async (_what, breakProtocol) => {
    const client = await RawClient.open(listener.port);
    breakProtocol(client);
    await client.closed;
    expect(logged).toHaveLength(1);
    const next = await RawClient.logIn(listener.port);
    next.batch('nothing');
    expect(await hex(next)).toBe(doneFinal);
  });

  it.each<[string, number, Buffer]>([
    ['a call cut off in a parameter', PacketType.rpc, Buffer.from([0xff, 0xff, 10, 0, 0, 0, 0, 0, 0xe7, 0x40])],
    ['a procedure number that means nothing', PacketType.rpc, Buffer.from([0xff, 0xff, 99, 0, 0, 0])],
    ['a bulk load', PacketType.bulkLoad, Buffer.alloc(4)],
    ['a transaction request that means nothing', PacketType.transactionManager, Buffer.from([99, 0])],
  ])('closes a session that sends %s', async (_what, type, payload) => {
    const client = await RawClient.logIn(listener.port);
    client.request(type, payload);
    await client.closed;
    expect(logged).toHaveLength(1);
    expect(server.latest?.log).toEqual(['close']);
  });

  it.each([
    ['7.1', 0x71000001],
    ['7.0', 0x70000000],
    ['0', 0],
  ])(
    'closes the connection of a client that asks for TDS %s, and says why in its log (17802)',
    async (_name, version) => {
      const client = await RawClient.open(listener.port);
      client.send(PacketType.login7, login7('sa', 'Pa$$w0rd', version));
      await client.closed;
      expect(logged).toEqual([
        expect.stringContaining(
          `The Tabular Data Stream (TDS) version 0x${version.toString(16)} of the client library used to open the connection is unsupported or unknown.`,
        ),
      ]);
      expect(server.sessions).toEqual([]);
    },
  );

  it('closes without a goodbye and ends every session', async () => {
    const client = await RawClient.logIn(listener.port);
    expect(listener.connections).toBe(1);
    await listener.close();
    await client.closed;
    expect(listener.connections).toBe(0);
    expect(server.latest?.log).toEqual(['close']);
  });
});
