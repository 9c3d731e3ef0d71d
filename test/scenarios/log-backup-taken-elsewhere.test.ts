/** Another tool takes a log backup of mgc to a place of its own: it is said before consent, and once its file is at hand nothing is lost. */
import { copyFileSync } from 'node:fs';
import { aPool } from '../../lab/rig/testing/a-pool';
import { instanceOf } from '../../lab/rig/testing/estate-state';
import { runShippingJob, shippedByHand } from '../../lab/rig/testing/log-backups';
import { productEntries } from '../../lab/rig/testing/product-ledger';
import { sql, stuckAt } from './support/by-hand';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { operator } from './support/run';
import { usersChat, usersLeave } from './support/situations';

const elsewhere = 'D:\\MSSQL11.CHAT\\MSSQL\\Backup\\nightly.bak';
const another = elsewhere.replace('nightly', 'nightly 2');

describe('A failover of a pool of which another tool took a log backup elsewhere', () => {
  let estate: EstateUnderTest;
  const back = (files: readonly string[], options = '') =>
    sql(
      estate.lab,
      'primary',
      `BACKUP LOG mgc TO ${files.map((file) => `DISK = N'${file}'`).join(', ')} WITH INIT, NAME = N'nightly'${options}`,
    );
  const refused = async (): Promise<readonly string[]> => {
    const before = productEntries(estate.lab).length;
    const sentences = (await (await estate.start('failover')).refusal()).split('\n');
    expect(productEntries(estate.lab).slice(before)).toEqual([]);
    return sentences;
  };
  const plan = async () => {
    const run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    return run;
  };

  const put = (path: string, on: 'primary' | 'backup'): void => {
    const { files } = estate.lab.estate;
    const at = (name: string, role: typeof on): string => files.resolve(name, instanceOf(estate.lab, role).place);
    copyFileSync(at(elsewhere, 'primary'), at(path, on));
  };
  const losesNothing = async (): Promise<void> => {
    const run = await plan();
    await run.consent();
    expect((await run.result()).result).toBe('completed');
    await usersLeave(estate);
    estate.lab.invariants.checkLoss();
    expect(estate.lab.chat.audit().missing).toEqual([]);
  };

  beforeEach(async () => {
    estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
    await usersChat(estate);
    await runShippingJob(estate.lab, 'backup');
    await usersChat(estate);
  });

  it.each([
    ['as the newest one', false],
    ['with a log backup of log shipping behind it', true],
  ])(
    '%s is refused before anybody is asked, and loses nothing once the file is in the copy folder',
    async (_, goesOn) => {
      await back([elsewhere]);
      await usersChat(estate);
      if (goesOn) await runShippingJob(estate.lab, 'backup');
      const sentences = await refused();
      expect(sentences).toContainEqual(
        expect.stringMatching(
          /^msdb of SQL1\\CHAT lists a log backup of mgc .*: D:\\MSSQL11\.CHAT\\MSSQL\\Backup\\nightly\.bak \(host SQL1, taken at \d{4}-\S+Z by sa, "nightly", LSN \d+ to \d+\).* Put that file on the share .* or into the copy folder D:\\\S+ of SQL3\\CHAT, then start again\./,
        ),
      );
      expect(sentences).toHaveLength(goesOn ? 2 : 1);

      put(`${estate.pool.logShipping.copyFolder}\\mgc_nightly.trn`, 'backup');
      await losesNothing();
    },
  );

  it('in the middle of the run can be aborted: users have their servers back, and the report names the file and its place', async () => {
    estate.lab.moments.when({ edge: 'before', step: 'takeTailLog' }, async () => {
      await back([elsewhere]);
    });
    const run = await plan();
    await run.consent();
    await stuckAt(run, 'copyLogBackups');
    await run.send('abort', operator);
    const { result, next } = await run.result();
    expect(result).toBe('undone');
    expect(next).toMatch(
      /^The estate is not as it was: log shipping of mgc lacks a log backup that another tool took, D:\\\S+\\nightly\.bak on SQL1\\CHAT\. Put it on the share as \S+\\mgc_\d{14}\.trn, then start again\.$/,
    );
    await usersChat(estate, 5);
    put(/as (\S+\.trn)/.exec(next)![1]!, 'primary');
    await losesNothing();
  });

  it('is told how a striped one is restored by hand', async () => {
    await back([elsewhere, another]);
    expect(await refused()).toEqual([
      expect.stringContaining(
        'Restore it on SQL3\\CHAT by hand (RESTORE LOG [mgc] FROM DISK = …, DISK = … WITH FILE = 1, NORECOVERY)',
      ),
    ]);
  });

  it('is not refused for one that is COPY_ONLY, nor for those of log shipping, of before its mirror took over included', async () => {
    await back([elsewhere], ', COPY_ONLY');
    await runShippingJob(estate.lab, 'backup');
    await sql(estate.lab, 'primary', 'ALTER DATABASE mgc SET PARTNER FAILOVER');
    expect((await (await plan()).plan())?.lossBound?.kind).toBe('none');
  });

  it('is refused for one that the mirror of today took while it was the principal', async () => {
    await back([elsewhere]);
    await sql(estate.lab, 'primary', 'ALTER DATABASE mgc SET PARTNER FAILOVER');
    expect(await refused()).toEqual([expect.stringMatching(/^msdb of SQL1\\CHAT lists .*nightly\.bak/)]);
  });
});
