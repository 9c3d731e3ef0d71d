import { execFile, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TdsListener } from '../../../../estate/sql-server/tds/listener';
import { listen } from '../../../../estate/sql-server/tds/listener';
import { PacketType } from '../../../../estate/sql-server/tds/packet';
import { Encryption, readEncryption } from '../../../../estate/sql-server/tds/requests/prelogin';
import { selfSignedCertificate } from '../../../../estate/sql-server/tds/self-signed-certificate';
import { CannedServer } from './support/canned-server';
import { connect, strictly } from './support/connect';
import { RawClient } from './support/raw-client';

const certificate = selfSignedCertificate('sql1.contoso.com');
const hasTsql = spawnSync('tsql', ['-C']).status === 0;
const maybe = hasTsql ? it : it.skip;
const because = hasTsql ? '' : ' (skipped: tsql of FreeTDS is not on the PATH)';

describe('encryption', () => {
  let server: CannedServer;
  let listener: TdsListener;

  beforeEach(async () => {
    server = new CannedServer();
    server.on('SELECT text', ({ reply }) => {
      reply.columns([{ name: 'text', type: { name: 'varchar', length: 'max' } }]);
      reply.row(['x'.repeat(100_000)]);
      reply.done(1);
    });
    listener = await listen(server, { host: '127.0.0.1', port: 0, certificate });
  });

  afterEach(() => listener.close());

  it('has a certificate that names the server and verifies with its own key', () => {
    const read = new X509Certificate(certificate.cert);
    expect(read.subject).toBe('CN=sql1.contoso.com');
    expect(read.verify(read.publicKey)).toBe(true);
  });

  it('covers the whole session of a client that asks for it', async () => {
    const pool = await connect(listener, { options: { encrypt: true } });
    const { recordset } = await pool.request().batch<{ text: string }>('SELECT text');
    expect(recordset[0]?.text).toHaveLength(100_000);
    expect(server.latest?.login.encrypted).toBe(true);
    await pool.close();
  });

  it('fails a client that does not trust the certificate', async () => {
    const distrustful = connect(listener, { options: { encrypt: true, trustServerCertificate: false } });
    await expect(distrustful).rejects.toMatchObject({ code: 'ESOCKET' });
    expect(server.sessions).toHaveLength(0);
  });

  it('is left out for a client that cannot', async () => {
    const pool = await connect(listener, { options: { encrypt: false } });
    expect((await pool.request().batch('SELECT text')).recordset).toHaveLength(1);
    expect(server.latest?.login.encrypted).toBe(false);
    await pool.close();
  });

  it.each([
    ['OFF', 'OFF', Encryption.off, Encryption.off],
    ['ON', 'ON', Encryption.on, Encryption.on],
    ['NOT_SUP', 'NOT_SUP', Encryption.notSupported, Encryption.notSupported],
    ['REQ', 'ON', Encryption.required, Encryption.on],
  ])(
    'is what the client wishes: to ENCRYPT_%s the server says ENCRYPT_%s',
    async (_asked, _answered, asked, answered) => {
      const client = await RawClient.open(listener.port);
      client.send(PacketType.prelogin, Buffer.from([0x01, 0, 6, 0, 1, 0xff, asked]));
      expect(readEncryption((await client.next()).payload)).toBe(answered);
      client.socket.destroy();
    },
  );

  it('around the whole of TDS ("strict", TDS 8.0) is unknown: the client is cut off during its handshake', async () => {
    await expect(strictly(listener.port)).rejects.toMatchObject({
      code: 'ESOCKET',
      message: expect.stringMatching(/ before secure TLS connection was established/),
    });
    expect(server.sessions).toHaveLength(0);
  });

  it('has a certificate of its own where none is given, under the name that SQL Server gives to it', async () => {
    const other = await listen(server, { host: '127.0.0.1', port: 0 });
    const refused = await connect(other, { options: { encrypt: true, trustServerCertificate: false } }).catch(String);
    expect(refused).toContain('self-signed certificate');
    const pool = await connect(other, { options: { encrypt: true } });
    expect(server.latest?.login.encrypted).toBe(true);
    await pool.close();
    await other.close();
  });

  /** Runs a batch with tsql; what went to the server, as whoever is between the two sees it. */
  async function seenOfTsql(setting: string): Promise<Buffer> {
    const sent: Buffer[] = [];
    const between = createServer((client) => {
      const onward = createConnection({ port: listener.port, host: '127.0.0.1' });
      client.on('data', (bytes: Buffer) => sent.push(bytes));
      client.pipe(onward).pipe(client);
    }).listen(0, '127.0.0.1');
    await once(between, 'listening');
    const folder = await mkdtemp(join(tmpdir(), 'freetds-'));
    const file = join(folder, 'freetds.conf');
    const { port } = between.address() as AddressInfo;
    const lines = ['[lab]', 'host = 127.0.0.1', `port = ${String(port)}`, 'tds version = 7.4'];
    await writeFile(file, [...lines, `encryption = ${setting}`, ''].join('\n'));
    const client = promisify(execFile)('tsql', ['-S', 'lab', '-U', 'sa', '-P', 'Pa$$w0rd'], {
      env: { ...process.env, FREETDSCONF: file },
    });
    client.child.stdin?.end('SELECT text\ngo\nexit\n');
    const { stdout } = await client;
    await rm(folder, { recursive: true });
    between.close();
    expect(stdout).toContain('x'.repeat(1000));
    return Buffer.concat(sent);
  }

  maybe.each([
    ['off', 'nothing', { login: true, batch: true }],
    ['request', 'the login', { login: false, batch: true }],
    ['require', 'the session', { login: false, batch: false }],
  ])(`of tsql that is "%s" hides %s${because}`, async (setting, _what, readable) => {
    const seen = await seenOfTsql(setting);
    // LOGIN7 carries the name of the program, the batch its text, both in UTF-16.
    expect({
      login: seen.includes(Buffer.from('TSQL', 'utf16le')),
      batch: seen.includes(Buffer.from('SELECT text', 'utf16le')),
    }).toEqual(readable);
    expect(server.latest?.login.encrypted).toBe(setting === 'require');
  });
});
