/** The servers of the secondary data centre have another collation than the chat databases that come to them (468). */
import { estateUnderTest } from './support/estate-under-test';
import { usersChat, usersLeave } from './support/situations';

it('a failover repairs users where server and database have different collations, and users chat; so do they at home again', async () => {
  const other = 'Latin1_General_CI_AS';
  const estate = await estateUnderTest({ collations: { backup: other, backupMirror: other } });
  const { lab } = estate;
  await usersChat(estate);
  const { report } = await estate.complete('failover');
  expect(report.result).toBe('completed');
  expect(report.notes.filter((note) => /468|users/.test(note))).toEqual([]);
  await usersChat(estate);
  expect((await estate.complete('failback')).report.result).toBe('completed');
  await usersChat(estate);
  await usersLeave(estate);
  lab.invariants.checkLoss();
});
