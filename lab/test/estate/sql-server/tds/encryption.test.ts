import { execFile, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TdsListener } from '../../../../estate/sql-server/tds/listener';
import { listen } from '../../../../estate/sql-server/tds/listener';
import { selfSignedCertificate } from '../../../../estate/sql-server/tds/self-signed-certificate';
import { CannedServer } from './support/canned-server';
import { connect } from './support/connect';

const tls = selfSignedCertificate('sql1.contoso.com');
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
    listener = await listen(server, { host: '127.0.0.1', port: 0, tls });
  });

  afterEach(() => listener.close());

  it('has a certificate that names the server and verifies with its own key', () => {
    const certificate = new X509Certificate(tls.cert);
    expect(certificate.subject).toBe('CN=sql1.contoso.com');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('covers the whole session of a client that asks for it', async () => {
    const pool = await connect(listener, { options: { encrypt: true } });
    const { recordset } = await pool.request().batch<{ text: string }>('SELECT text');
    expect(recordset[0]?.text).toHaveLength(100_000);
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
    await pool.close();
  });

  for (const [setting, extent] of [
    ['request', 'the login'],
    ['require', 'the session'],
  ] as const) {
    maybe(`covers ${extent} of tsql when its encryption is "${setting}"${because}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'freetds-'));
      const file = join(folder, 'freetds.conf');
      const lines = ['[lab]', 'host = 127.0.0.1', `port = ${String(listener.port)}`, 'tds version = 7.4'];
      await writeFile(file, [...lines, `encryption = ${setting}`, ''].join('\n'));
      const client = promisify(execFile)('tsql', ['-S', 'lab', '-U', 'sa', '-P', 'Pa$$w0rd'], {
        env: { ...process.env, FREETDSCONF: file },
      });
      client.child.stdin?.end('SELECT text\ngo\nexit\n');
      const { stdout } = await client;
      await rm(folder, { recursive: true });
      expect(stdout).toContain('x'.repeat(1000));
    });
  }
});
