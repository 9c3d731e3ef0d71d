/** What a person reads whose chat servers do not come: everything that keeps them away, to be looked at in that order. */
import type { SqlServer } from '../../../../activities/adapters/sql-server';
import type { Context, Tools } from '../../../../activities/context';
import { verifyService } from '../../../../activities/operations/verify-service';
import { aPool } from '../../../../lab/rig/testing/a-pool';

const pool = aPool();
const aContext = (): Context => ({
  pool: { ...pool, timing: { ...pool.timing, replication: 0 } },
  token: 'r1',
  tools: { sql: nobody } as Tools,
  signal: new AbortController().signal,
  beat: () => undefined,
});
const nobody: Pick<SqlServer, 'query'> = { query: () => Promise.resolve([]) };

it('a mirror that was lost since it was seeded is told', async () => {
  const rows: Readonly<Record<string, object>> = {
    'database-state': { state: 'ONLINE', mirroringState: 'DISCONNECTED' },
    'sessions-of-database': { host: pool.secondaryDataCentre.chatServers[0] },
  };
  const sql = { query: (_: unknown, look: string) => Promise.resolve(look in rows ? [rows[look]] : []) };
  const context = { ...aContext(), tools: { sql } as unknown as Tools };
  await expect(verifyService.perform({ side: 'secondary' }, context)).resolves.toMatchObject({
    notes: [
      'mgc on SQL3\\CHAT is DISCONNECTED: its mirror does not take what is sent. See to the mirror, or nothing protects mgc against the loss of SQL3\\CHAT.',
    ],
  });
});

it('nobody ships where the Agent of the primary store is stopped, though users chat', async () => {
  const rows: Readonly<Record<string, object>> = {
    'database-state': { state: 'ONLINE' },
    'sessions-of-database': { host: pool.primaryDataCentre.chatServers[0] },
    'server-facts': { agentStatus: 1 },
  };
  const sql = { query: (_: unknown, look: string) => Promise.resolve(look in rows ? [rows[look]] : []) };
  const context = { ...aContext(), tools: { sql } as unknown as Tools };
  await expect(verifyService.perform({ side: 'primary' }, context)).rejects.toMatchObject({
    failure: 'AgentStopped',
    message:
      'Users chat, and SQL Server Agent on SQL1\\CHAT is not running: no log backup is taken. Start it, then retry the step.',
  });
});

it.each([
  ['primary', 'Normal'],
  ['secondary', 'FailedOver'],
] as const)(
  'nobody serves in the %s data centre: the sentence names pool state %s, active list, services',
  async (side, state) => {
    const failure = verifyService.perform({ side }, aContext());
    await expect(failure).rejects.toMatchObject({
      failure: 'NobodyServes',
      message: expect.stringMatching(
        new RegExp(
          `^No chat server of .+ opened mgc within 0 s\\. Check that the pool state is ${state} \\(Get-CsPersistentChatState\\) and that the active list names them \\(Get-CsService -PersistentChatServer\\); if so, restart the Persistent Chat services there, then retry the step\\.$`,
        ),
      ) as string,
    });
  },
);
