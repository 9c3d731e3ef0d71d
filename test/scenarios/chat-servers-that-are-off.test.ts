/** Only chat servers that are or will be active must hear of a change; one that does not answer is named, not waited for. */
import { aPool } from '../../lab/rig/testing/a-pool';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import { faults } from '../../lab/rig/faults/faults';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { operator } from './support/run';
import { usersChat, usersLeave } from './support/situations';

const off = (estate: EstateUnderTest, server: string) => faults['power-off-chat-server']!.inject(estate.lab, [server]);

async function usersChatAndNothingIsLost(estate: EstateUnderTest): Promise<void> {
  await usersChat(estate);
  await usersLeave(estate);
  expect(estate.lab.chat.audit().missing).toEqual([]);
  expect(estate.lab.invariants.violations).toEqual([]);
}

it('an idle chat server that is powered off holds nothing up, and the plan names who is not waited for', async () => {
  const pool = aPool({ logShipping: shippedByHand, chatServers: 5 });
  const estate = await estateUnderTest({ pool });
  const idle = ['chat-p5.contoso.com', 'chat-s5.contoso.com'];
  for (const server of idle) await off(estate, server);
  await usersChat(estate);
  for (const procedure of ['failover', 'failback'] as const) {
    const run = await estate.start(procedure);
    await run.waitForPhase('awaiting consent');
    expect((await run.plan())!.notes).toContain(
      `Chat servers that are not active and are not to be, so that nobody waits for them: ${idle.join(', ')}.`,
    );
    await run.consent();
    expect((await run.result()).result).toBe('completed');
  }
  await usersChatAndNothingIsLost(estate);
});

it('one of the servers that are to serve is off: the others serve, and the report names it', async () => {
  const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand, timing: { replication: 8 } }) });
  await off(estate, 'chat-s2.contoso.com');
  await usersChat(estate);
  const { report } = await estate.complete('failover');
  expect(report.result).toBe('completed');
  expect(report.notes).toContain(
    'chat-s2.contoso.com does not answer, so it was not waited for; it takes what was written when it is back.',
  );
  await usersChatAndNothingIsLost(estate);
});

it('none of the servers that are to serve answers: the step fails and says so, and goes on once one is back', async () => {
  const timing = { replication: 8, tries: 1 };
  const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand, timing }) });
  for (const server of ['chat-s1.contoso.com', 'chat-s2.contoso.com']) await off(estate, server);
  await usersChat(estate);
  const run = await estate.startAgreed('failover');
  const { waitsFor } = await run.waitForPhase('step failed, forward only');
  expect(waitsFor).toMatch(
    /^Step "failPoolOver" .* did not reach chat-s1\.contoso\.com, chat-s2\.contoso\.com within \d+ s; chat-s1\.contoso\.com, chat-s2\.contoso\.com did not answer at all\./,
  );
  await faults['mend']!.inject(estate.lab, []);
  await run.send('retryStep', { step: 'failPoolOver', ...operator });
  expect((await run.result()).result).toBe('completed');
  await usersChatAndNothingIsLost(estate);
});

it('the primary data centre dies behind the point of no return: its servers are not waited for, and users chat', async () => {
  const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
  const { lab } = estate;
  await usersChat(estate);
  const run = await estate.startAgreed('failover');
  lab.moments.when({ edge: 'before', step: 'failPoolOver' }, () => lab.loseDataCentre('primary'));
  expect((await run.result()).result).toBe('completed');
  await usersChatAndNothingIsLost(estate);
});
