import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { TdsListener } from '../../../../estate/sql-server/tds/listener';
import { listen } from '../../../../estate/sql-server/tds/listener';
import { CannedServer } from './support/canned-server';
import { everyType } from './support/every-type';

const hasTsql = spawnSync('tsql', ['-C']).status === 0;
const maybe = hasTsql ? it : it.skip;
const because = hasTsql ? '' : ' (skipped: tsql of FreeTDS is not on the PATH)';

describe('the TDS server and FreeTDS', () => {
  let server: CannedServer;
  let listener: TdsListener;

  beforeEach(async () => {
    server = new CannedServer();
    listener = await listen(server, { host: '127.0.0.1', port: 0 });
  });

  afterEach(() => listener.close());

  async function tsql(tdsVersion: string, password: string, input: string): Promise<string> {
    const connection = ['-H', '127.0.0.1', '-p', String(listener.port), '-U', 'sa', '-P', password];
    const client = spawn('tsql', connection, { env: { ...process.env, TDSVER: tdsVersion, LC_ALL: 'C.UTF-8' } });
    let printed = '';
    client.stdout.on('data', (bytes: Buffer) => (printed += bytes.toString()));
    client.stderr.on('data', (bytes: Buffer) => (printed += bytes.toString()));
    client.stdin.end(input);
    await once(client, 'close');
    return printed;
  }

  for (const tdsVersion of ['7.2', '7.3', '7.4', 'auto']) {
    maybe(`tsql with TDS ${tdsVersion} logs in and prints every type${because}`, async () => {
      server.on('SELECT everything', ({ reply }) => {
        reply.columns(everyType);
        reply.row(everyType.map(({ value }) => value));
        reply.row(everyType.map(() => null));
        reply.done(2);
      });
      server.on('SELECT lsn', ({ reply }) => {
        reply.columns([{ name: 'lsn', type: { name: 'numeric', precision: 25, scale: 0 } }]);
        reply.row([{ unscaled: 1234567890123456789012345n, scale: 0 }]);
        reply.done(1);
      });
      const printed = await tsql(tdsVersion, 'Pa$$w0rd', 'SELECT everything\ngo\nSELECT lsn\ngo\nexit\n');
      expect(printed).toContain('-9223372036854775808');
      expect(printed).toContain('10 € – ü');
      expect(printed.toUpperCase()).toContain('6F9619FF-8B86-D011-B42D-00C04FC964FF');
      expect(printed).toContain('(2 rows affected)');
      expect(printed).toContain('1234567890123456789012345');
    });
  }

  maybe.each(['4.2', '5.0', '7.0', '7.1'])(
    `tsql with TDS %s is let go, and no session is begun${because}`,
    async (tdsVersion) => {
      expect(await tsql(tdsVersion, 'Pa$$w0rd', 'exit\n')).toMatch(
        /Unexpected EOF from the server|Adaptive Server connection failed/,
      );
      expect(server.sessions).toEqual([]);
    },
  );

  maybe(`tsql prints messages and errors with their numbers${because}`, async () => {
    const printed = await tsql('7.4', 'Pa$$w0rd', 'SELEC\ngo\nexit\n');
    expect(printed).toContain('Msg 102 (severity 15, state 1) from SQL1\\CHAT Line 1:');
  });

  maybe(`tsql is refused with 18456 for a wrong password${because}`, async () => {
    const printed = await tsql('7.4', 'wrong', 'exit\n');
    expect(printed).toContain(
      'Msg 18456 (severity 14, state 1) from SQL1\\CHAT Line 1:\n\t"Login failed for user \'sa\'."',
    );
  });
});
