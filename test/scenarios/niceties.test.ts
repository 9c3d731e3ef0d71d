/** What only makes things nice keeps nobody waiting: where it fails, the report says so, and users chat. */
import { aPool } from '../../lab/rig/testing/a-pool';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import { faults } from '../../lab/rig/faults/faults';
import { estateUnderTest } from './support/estate-under-test';
import { usersChat, usersLeave } from './support/situations';

it('a failover whose owner cannot be set, and whose newest message cannot be read, serves with notes', async () => {
  const estate = await estateUnderTest({
    breaksInvariants: true,
    pool: aPool({ logShipping: shippedByHand, timing: { tries: 2 } }),
  });
  const { lab } = estate;
  await usersChat(estate);
  for (const call of ['ALTER AUTHORIZATION ON DATABASE::mgc', 'SELECT CONVERT(varchar(30), MAX(chatDate))'])
    await faults['fail']!.inject(lab, [call, '15247', '9']);
  const { report } = await estate.complete('failover');
  await faults['mend']!.inject(lab, []);
  expect(report.result).toBe('completed');
  expect(report.notes).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^The owner of mgc on SQL3\\CHAT is .*: .*15247/),
      expect.stringMatching(/^The time of the newest message could not be read: .*15247/),
    ]),
  );
  await usersChat(estate);
  await usersLeave(estate);
  lab.invariants.checkLoss();
});
