/** Who owns the jobs of log shipping: the Agent asks a domain controller for a domain account, and runs nothing when none answers. */
import { aPool } from '../../lab/rig/testing/a-pool';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import { faults } from '../../lab/rig/faults/faults';
import { sql } from './support/by-hand';
import { estateUnderTest } from './support/estate-under-test';
import { usersChat, usersLeave } from './support/situations';

const owners = (lab: Parameters<typeof sql>[0], role: 'primary' | 'backup') =>
  sql(
    lab,
    role,
    "SELECT j.name, SUSER_SNAME(j.owner_sid) AS owner FROM msdb.dbo.sysjobs AS j WHERE j.name LIKE N'LS%mgc' ORDER BY j.name",
  );

it('a failback gives the jobs of log shipping to the login with the SID 0x01, so they run without a domain controller', async () => {
  const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
  const { lab } = estate;
  await usersChat(estate);
  await usersLeave(estate);
  await estate.complete('failover');
  await sql(
    lab,
    'primary',
    "EXEC msdb.dbo.sp_update_job @job_name = N'LSBackup_mgc', @owner_login_name = N'CONTOSO\\operator'",
  );
  for (const role of ['primary', 'backup']) await faults['lose-domain']!.inject(lab, [role]);
  const { report } = await estate.complete('failback');
  expect(report.result).toBe('completed');
  expect(await owners(lab, 'primary')).toEqual([{ name: 'LSBackup_mgc', owner: 'sa' }]);
  expect((await owners(lab, 'backup')).map(({ owner }) => owner)).toEqual(['sa', 'sa']);
  await usersChat(estate);
  await usersLeave(estate);
});
