import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { searchAttributes } from '../../../rig/temporal/search-attributes';
import { temporalCli } from '../../../rig/temporal/temporal-cli';
import { startTemporal, type TemporalServer } from '../../../rig/temporal/temporal-server';

let cli: string;
let folder: string;

beforeAll(async () => {
  cli = await temporalCli();
  folder = await mkdtemp(path.join(tmpdir(), 'temporal-server-'));
}, 600_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const connected = async <Result>(server: TemporalServer, use: (client: Client) => Promise<Result>): Promise<Result> => {
  const connection = await Connection.connect({ address: server.address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
};

describe('the Temporal server of the lab', () => {
  it('comes back with its workflows on the same address after it was killed', async () => {
    const databaseFile = path.join(folder, 'killed.db');
    const server = await startTemporal({ cli, databaseFile, searchAttributes, headless: true });
    try {
      const { address, pid } = server;
      await connected(server, (client) =>
        client.workflow.start('any', {
          workflowId: 'survivor',
          taskQueue: 'nobody',
        }),
      );
      await server.kill('SIGKILL');
      await server.restart();
      expect(server.address).toBe(address);
      expect(server.pid).not.toBe(pid);
      const survivor = await connected(server, (client) => client.workflow.getHandle('survivor').describe());
      expect(survivor.status.name).toBe('RUNNING');
    } finally {
      await server.stop();
    }
  });

  it('knows the search attributes of every procedure', async () => {
    const server = await startTemporal({ cli, searchAttributes, headless: true });
    try {
      const known = await connected(server, ({ connection }) =>
        connection.operatorService.listSearchAttributes({ namespace: 'default' }),
      );
      expect(Object.keys(known.customAttributes)).toEqual(expect.arrayContaining(Object.keys(searchAttributes)));
    } finally {
      await server.stop();
    }
  });

  it('refuses to restart without a database file, because every workflow would be forgotten', async () => {
    const server = await startTemporal({ cli, searchAttributes, headless: true });
    try {
      await expect(server.restart()).rejects.toThrow('databaseFile');
    } finally {
      await server.stop();
    }
  });

  it('says what a server that does not start said last', async () => {
    const starting = startTemporal({ cli, searchAttributes: { PoolFqdn: 'Nonsense' }, headless: true });
    await expect(starting).rejects.toThrow(/does not answer.*Nonsense/s);
  });

  it('ends with its parent, even when the parent is killed', async () => {
    const program = `
      const { startTemporal } = require(${JSON.stringify(require.resolve('../../../rig/temporal/temporal-server'))});
      startTemporal({ cli: process.argv[1], searchAttributes: {}, headless: true }).then((server) => console.log(server.pid));`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '-e', program, cli], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(parent.stdout), 'line', { signal: AbortSignal.timeout(60_000) })) as [
      string,
    ];
    const pid = Number(line);
    parent.kill('SIGKILL');
    await expect(ended(pid)).resolves.toBe(true);
  });
});

/** Asks the operating system until the process is gone or only a zombie is left of it. */
async function ended(pid: number): Promise<boolean> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const listing = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
    if (listing.stdout.trim() === '' || listing.stdout.startsWith('Z')) return true;
  }
  return false;
}
