/** Twenty estates in one process, all with the same names in them: nothing of one is ever seen in another. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { ConnectionPool } from 'mssql';
import { Lab, labLogins } from '../../rig/lab';
import { aPool } from '../../rig/testing/a-pool';
import { ask, instanceOf } from '../../rig/testing/estate-state';
import { shippedByHand } from '../../rig/testing/log-backups';
import { until } from '../../rig/testing/until';

const count = 20;

interface Neighbour {
  readonly lab: Lab;
  /** Stands in everything that this estate does, and in nothing of another. */
  readonly mark: string;
  readonly client: ConnectionPool;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'persistent-chat-dr-many-'));
let estates: Neighbour[] = [];

const clientOf = (lab: Lab, login: { readonly user: string; readonly password: string }, appName: string) =>
  new ConnectionPool({
    server: '127.0.0.1',
    port: instanceOf(lab, 'primary').port,
    ...login,
    connectionTimeout: 120_000,
    requestTimeout: 120_000,
    pool: { min: 1, max: 1 },
    options: { appName, encrypt: false, trustServerCertificate: true },
  });

/** Servers, instances, shares and logins have the same names everywhere: only a wall keeps them apart. */
async function moveIn(number: number): Promise<Neighbour> {
  const mark = `mark${String(number).padStart(2, '0')}`;
  const lab = await Lab.start({
    folder: path.join(folder, mark),
    pool: aPool({ logShipping: shippedByHand }),
    timeScale: 600,
    load: { sizeGb: 1, throughput: 400 },
  });
  return { lab, mark, client: await clientOf(lab, labLogins.dba, mark).connect() };
}

async function cmdlet({ lab }: Neighbour, name: string, parameters: object): Promise<object[]> {
  const body = JSON.stringify({ host: 'admin', cmdlet: name, parameters });
  const response = await fetch(`${lab.controlUrl}/cmdlet`, { method: 'POST', body });
  const { output, error } = (await response.json()) as { output: object[]; error?: { message: string } };
  if (error !== undefined) throw new Error(error.message);
  return output;
}

const loginOf = (mark: string) => ({ user: mark, password: `Secret-${mark}` });
const shareOf = ({ lab }: Neighbour): string => lab.estate.pool.logShipping.share;
const batch = async ({ client }: Neighbour, text: string): Promise<void> => {
  await client.request().batch(text);
};

/** What each estate does at the same time as its neighbours, each in an order of its own. */
const acts: readonly ((neighbour: Neighbour) => Promise<void>)[] = [
  (one) => batch(one, `CREATE DATABASE [${one.mark}]`),
  (one) => batch(one, `BACKUP DATABASE [mgc] TO DISK = N'${shareOf(one)}\\${one.mark}.bak' WITH COPY_ONLY, INIT`),
  (one) => batch(one, `EXEC msdb.dbo.sp_add_job @job_name = N'${one.mark}'`),
  (one) => batch(one, `CREATE LOGIN [${one.mark}] WITH PASSWORD = N'${loginOf(one.mark).password}'`),
  async (one) => {
    const { pool } = one.lab.estate;
    await cmdlet(one, 'Set-CsPersistentChatActiveServer', {
      Identity: `PersistentChatServer:${pool.fqdn}`,
      ActiveServers: [pool.primaryDataCentre.chatServers[Number(one.mark.slice(-2)) % 2]],
    });
  },
  async ({ lab }) => {
    lab.chat.startUsers({ count: 1, messagesPerSecond: 10 });
    await until('users chat', () => lab.chat.audit().acknowledged >= 3);
    await lab.chat.stopUsers();
  },
];

beforeAll(async () => {
  estates = await Promise.all(Array.from({ length: count }, (_, number) => moveIn(number)));
  const orders = fc.sample(fc.shuffledSubarray([...acts], { minLength: acts.length }), { numRuns: count, seed: 5 });
  await Promise.all(
    estates.map(async (one, number) => {
      for (const act of orders[number]!) await act(one);
    }),
  );
});
afterAll(async () => {
  await Promise.all(estates.map(({ client }) => client.close()));
  await Promise.all(estates.map(({ lab }) => lab.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** What can be seen in an estate, by the places to look at. */
const looks: Readonly<Record<string, (one: Neighbour) => unknown>> = {
  'names of databases': ({ lab }) => ask(instanceOf(lab, 'primary'), 'SELECT name FROM sys.databases'),
  'names of jobs': ({ lab }) => ask(instanceOf(lab, 'primary'), 'SELECT name FROM msdb.dbo.sysjobs'),
  'names of logins': ({ lab }) => ask(instanceOf(lab, 'primary'), 'SELECT name FROM sys.server_principals'),
  sessions: ({ lab }) => ask(instanceOf(lab, 'primary'), 'SELECT program_name FROM sys.dm_exec_sessions'),
  'backup history': ({ lab }) =>
    ask(instanceOf(lab, 'primary'), 'SELECT physical_device_name FROM msdb.dbo.backupmediafamily'),
  files: ({ lab }) => readdirSync(lab.options.folder, { recursive: true }),
  'the ledger': ({ lab }) => lab.estate.ledger.entries,
};

const namesIn = (pattern: RegExp, seen: unknown): Set<string> => new Set(JSON.stringify(seen).match(pattern) ?? []);

it.each(Object.entries(looks))('%s show what one estate did, and nothing of nineteen others', async (_, look) => {
  for (const one of estates) expect(namesIn(/mark\d\d/g, await look(one))).toEqual(new Set([one.mark]));
});

it('messages are stored in the estate whose users sent them', () => {
  for (const { lab } of estates) {
    const stored = instanceOf(lab, 'primary').database('mgc')!.rowsOf('tblChat');
    const senders = namesIn(
      /message-chat-\d+\./g,
      stored.map((row) => row.map(String)),
    );
    expect(senders).toEqual(new Set([`message-${lab.estate.pool.fqdn.replace('contoso.com', '')}`]));
    expect(lab.chat.audit().missing).toEqual([]);
  }
});

it('cmdlets speak of one pool, with the active server that was set there', async () => {
  await Promise.all(
    estates.map(async (one) => {
      const { pool } = one.lab.estate;
      const output = await cmdlet(one, 'Get-CsPersistentChatState', { Identity: `PersistentChatServer:${pool.fqdn}` });
      expect(namesIn(/chat-\d+\.contoso\.com/g, output)).toEqual(new Set([pool.fqdn]));
      const wanted = pool.primaryDataCentre.chatServers[Number(one.mark.slice(-2)) % 2];
      expect(one.lab.lync.store.current.activeServers).toEqual([wanted]);
    }),
  );
});

it('a login of one estate opens that estate and no other', async () => {
  await Promise.all(
    estates.map(async ({ lab, mark }, number) => {
      const own = await clientOf(lab, loginOf(mark), mark).connect();
      await own.close();
      const next = clientOf(estates[(number + 1) % count]!.lab, loginOf(mark), mark);
      await expect(next.connect()).rejects.toThrow(`Login failed for user '${mark}'.`);
    }),
  );
});

it('no port, clock, ledger or folder is shared', () => {
  const distinct = (what: (one: Neighbour) => readonly unknown[]): void => {
    const all = estates.flatMap((one) => [...what(one)]);
    expect(new Set(all).size).toBe(all.length);
  };
  distinct(({ lab }) => [lab.controlUrl]);
  distinct(({ lab }) => lab.estate.instances.map(({ port }) => port));
  distinct(({ lab }) => [lab.estate.clock, lab.estate.ledger, lab.estate.network, lab.estate.faults]);
  distinct(({ lab }) => lab.estate.files.mapped.map(({ folder: real }) => real));
});

it('a disaster in one estate is none in another, and no invariant was violated in any', async () => {
  const unlucky = await moveIn(count);
  await unlucky.lab.loseDataCentre('primary');
  expect(instanceOf(unlucky.lab, 'primary').isUp).toBe(false);
  for (const { lab } of estates) expect(lab.estate.instances.every(({ isUp }) => isUp)).toBe(true);
  for (const { lab } of [unlucky, ...estates]) expect(lab.invariants.violations).toEqual([]);
  await unlucky.client.close();
  await unlucky.lab.close();
});
