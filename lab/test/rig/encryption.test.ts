/** Every instance of a lab lets a client in whose default is to encrypt, and one that does not. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ConnectionPool } from 'mssql';
import { Lab, labLogins } from '../../rig/lab';
import { aPool } from '../../rig/testing/a-pool';
import { instanceOf } from '../../rig/testing/estate-state';
import { shippedByHand } from '../../rig/testing/log-backups';
import { strictly } from '../estate/sql-server/tds/support/connect';

const stores = ['primary', 'mirror', 'witness', 'backup', 'backupMirror'] as const;
const isEncrypted = 'SELECT encrypt_option FROM sys.dm_exec_connections WHERE session_id = @@SPID';
const hasTsql = spawnSync('tsql', ['-C']).status === 0;
const maybe = hasTsql ? it : it.skip;
const because = hasTsql ? '' : ' [needs tsql of FreeTDS on the PATH]';

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.start({
    folder: mkdtempSync(path.join(os.tmpdir(), 'pchat-encryption-')),
    pool: aPool({ logShipping: shippedByHand }),
    timeScale: 600,
    load: { sizeGb: 1, throughput: 400 },
  });
});
afterAll(() => lab.close());

/** What the server says of the client's own session. */
async function encryptOption(port: number, options: { encrypt?: boolean; trustServerCertificate: boolean }) {
  const client = await new ConnectionPool({ server: '127.0.0.1', port, ...labLogins.dba, options }).connect();
  const { recordset } = await client.request().query<{ encrypt_option: string }>(isEncrypted);
  await client.close();
  return recordset[0]?.encrypt_option;
}

describe.each(stores)('the instance of the store %s', (store) => {
  it('lets in a client that says nothing of encryption and trusts its certificate, encrypted', async () => {
    expect(await encryptOption(instanceOf(lab, store).port, { trustServerCertificate: true })).toBe('TRUE');
  });

  it('lets in a client that does not encrypt', async () => {
    expect(await encryptOption(instanceOf(lab, store).port, { encrypt: false, trustServerCertificate: true })).toBe(
      'FALSE',
    );
  });

  it('has a certificate that nobody vouches for', async () => {
    await expect(encryptOption(instanceOf(lab, store).port, { trustServerCertificate: false })).rejects.toThrow(
      /self-signed certificate/,
    );
  });

  it('cuts off a client of TDS 8.0 ("strict"), which SQL Server 2012 does not speak', async () => {
    await expect(strictly(instanceOf(lab, store).port)).rejects.toMatchObject({ code: 'ESOCKET' });
  });

  maybe(`lets tsql in with the settings that it comes with${because}`, async () => {
    const { name, port } = instanceOf(lab, store);
    const { user, password } = labLogins.dba;
    const client = promisify(execFile)('tsql', ['-H', '127.0.0.1', '-p', String(port), '-U', user, '-P', password]);
    client.child.stdin?.end('SELECT @@SERVERNAME\nGO\nexit\n');
    expect((await client).stdout).toContain(name);
  });
});

it('a new certificate is made when an instance starts again, and its clients are let in', async () => {
  const instance = instanceOf(lab, 'primary');
  await lab.estate.stopInstance(instance);
  await lab.estate.startInstance(instance);
  expect(await encryptOption(instance.port, { trustServerCertificate: true })).toBe('TRUE');
});
