/** Temporal is out of reach of one data centre, where everything else goes on: an act ends there that nobody can hear of. */
import { effectsTwice, ledgerEnd } from '../../lab/rig/invariants/effects-twice';
import { aPool } from '../../lab/rig/testing/a-pool';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import { until } from '../../lab/rig/testing/until';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { usersChat, usersLeave } from './support/situations';

const anEstate = (): Promise<EstateUnderTest> =>
  estateUnderTest({
    hasTemporalLines: true,
    pool: aPool({ logShipping: shippedByHand, timing: { workerAnswersWithin: 2, heartbeat: 4 } }),
  });

it('a seal that was taken behind a line that is cut is found when the line is back, and not taken twice', async () => {
  const estate = await anEstate();
  const { lab, lines } = estate;
  await usersChat(estate);
  const since = ledgerEnd(lab.estate.ledger.entries);
  lab.moments.when({ edge: 'before', step: 'takeTailLog' }, () => {
    lines?.cut('primary');
    return Promise.resolve();
  });
  const run = await estate.startAgreed('failover');
  await until('it is said that nobody takes the step', async () =>
    (await run.progress()).steps.some(({ id, says = '' }) => id === 'takeTailLog' && says.includes('has taken it for')),
  );
  expect((await run.progress()).phase).toBe('running');
  lines?.mend('primary');
  expect((await run.result()).result).toBe('completed');
  expect(effectsTwice(lab.estate.ledger.entries, since)).toEqual([]);
  await usersChat(estate);
  await usersLeave(estate);
  lab.invariants.checkLoss();
});

it('a failover that is started meanwhile seals the primary from the other data centre, calls nobody dead, and completes', async () => {
  const estate = await anEstate();
  const { lab, lines } = estate;
  await usersChat(estate);
  lines?.cut('primary');
  const run = await estate.start('failover');
  await run.waitForPhase('awaiting consent');
  const plan = await run.plan();
  expect(plan?.notes.filter((note) => note.includes('chicago'))).toEqual([
    expect.stringMatching(/^No worker of chicago\S* answers\.$/),
  ]);
  expect(plan?.lossBound?.kind).toBe('none');
  await run.consent();
  expect((await run.result()).result).toBe('completed');
  await usersChat(estate);
  lines?.mend('primary');
  await usersLeave(estate);
  lab.invariants.checkLoss();
  expect(lab.chat.audit().missing).toEqual([]);
});
