/** What a person reads whose chat servers do not come: everything that keeps them away, to be looked at in that order. */
import type { SqlServer } from '../../../../activities/adapters/sql-server';
import type { Context, Tools } from '../../../../activities/context';
import { verifyService } from '../../../../activities/operations/verify-service';
import { aPool } from '../../../../lab/rig/testing/a-pool';

const pool = aPool();
const nobody: Pick<SqlServer, 'query'> = { query: () => Promise.resolve([]) };

it.each([
  ['primary', 'Normal'],
  ['secondary', 'FailedOver'],
] as const)(
  'nobody serves in the %s data centre: the sentence names pool state %s, active list, services',
  async (side, state) => {
    const context: Context = {
      pool: { ...pool, timing: { ...pool.timing, replication: 0 } },
      token: 'r1',
      tools: { sql: nobody } as Tools,
      signal: new AbortController().signal,
      beat: () => undefined,
    };
    const failure = verifyService.perform({ side }, context);
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
