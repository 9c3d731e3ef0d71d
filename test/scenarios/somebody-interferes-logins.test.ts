/** People touch logins, sessions, files and the pool state in the middle of a failover: the run goes on, or says what to do. */
import { labLogins, type Lab } from '../../lab/rig/lab';
import type { StoreRole } from '../../domain/topology/pool';
import { aPool } from '../../lab/rig/testing/a-pool';
import { atItsEnd, meddled, remedied, setPoolState, sql, type ByHand } from './support/by-hand';
import { instanceOf } from '../../lab/rig/testing/estate-state';
import { estateUnderTest } from './support/estate-under-test';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import { usersChat } from './support/situations';

const worker = labLogins.worker.user;

/** KILL by hand of every session that the worker has there. */
function killWorker(lab: Lab, role: StoreRole): void {
  const instance = instanceOf(lab, role);
  for (const { id, login } of instance.sessions()) if (login === worker) instance.endSession(id);
}

const night: readonly ByHand[] = [
  {
    says: 'the login of the worker is disabled, and its sessions are killed',
    when: { edge: 'after', step: 'takeTailLog' },
    meddle: async (lab) => {
      await sql(lab, 'backup', `ALTER LOGIN [${worker}] DISABLE`);
      killWorker(lab, 'backup');
    },
    remedy: {
      step: 'removeLogShipping',
      found:
        /SQL3\\CHAT: Login failed for user 'pchatdr'. Reason: The account is disabled. \(18470\).*ALTER LOGIN .*ENABLE/,
      by: (lab) => sql(lab, 'backup', `ALTER LOGIN [${worker}] ENABLE`),
    },
  },
  {
    says: 'the log of another database comes to the share under a name of log shipping',
    when: { edge: 'before', step: 'removeLogShipping' },
    meddle: async (lab) => {
      const { share } = lab.estate.pool.logShipping;
      await sql(lab, 'primary', 'CREATE DATABASE tenant');
      await sql(lab, 'primary', `BACKUP DATABASE tenant TO DISK = N'${share}\\tenant.bak'`);
      await sql(lab, 'primary', `BACKUP LOG tenant TO DISK = N'${share}\\mgc_20991231235900.trn'`);
    },
  },
  {
    says: 'sysadmin is taken away from the worker a moment before it looks for the redo point',
    when: { edge: 'after', step: 'removeLogShipping' },
    meddle: (lab) =>
      lab.moments.when({ edge: 'before', call: /redo_start_lsn/, where: 'backup' }, async () => {
        await sql(lab, 'backup', `ALTER SERVER ROLE sysadmin DROP MEMBER [${worker}]`);
      }),
    remedy: {
      step: 'copyLogBackups',
      found: /SQL3\\CHAT: .*Make the login of this worker a member of sysadmin/,
      by: (lab) => sql(lab, 'backup', `EXEC sp_addsrvrolemember N'${worker}', N'sysadmin'`),
    },
  },
  {
    says: 'the sessions of the worker are killed',
    when: { edge: 'before', call: 'RESTORE LOG mgc', where: 'backup' },
    meddle: (lab) => killWorker(lab, 'backup'),
  },
  {
    says: 'the chain is recovered by hand a moment before',
    when: { edge: 'before', step: 'bringOnline' },
    meddle: (lab) => sql(lab, 'backup', 'RESTORE DATABASE mgc WITH RECOVERY'),
  },
  {
    says: 'the pool is failed over by hand a moment before',
    when: { edge: 'before', step: 'failPoolOver' },
    meddle: (lab) => setPoolState(lab, 'FailedOver'),
  },
  {
    says: 'the pool state is set back by hand before we read it back',
    when: { edge: 'after', step: 'failPoolOver' },
    meddle: (lab) => setPoolState(lab, 'Normal'),
  },
];

it('A failover at whose logins, sessions and files people are at work is completed, and nothing is lost', async () => {
  const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand, timing: { cmdlet: 8 } }) });
  const { lab } = estate;
  await usersChat(estate);
  meddled(lab, night);
  const run = await estate.start('failover');
  await run.consent();
  await remedied(run, lab, night);
  expect(await atItsEnd(run)).toMatchObject({ result: 'completed' });
  expect(lab.moments.failures).toEqual([]);
  expect(lab.moments.armed).toEqual([]);
  expect(lab.chat.audit().missing).toEqual([]);
});
