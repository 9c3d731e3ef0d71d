/** The topology file is changed while a run is under way: what it waits for may change, what it means only if a person says so. */
import { aPool } from '../../lab/rig/testing/a-pool';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import type { Pool } from '../../domain/topology/pool';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { operator } from './support/run';

/** As every worker reads it from now on. */
function changeFile({ plane, pool }: EstateUnderTest, change: Partial<Pool>): void {
  const { pools } = plane.topology;
  pools[pools.findIndex(({ fqdn }) => fqdn === pool.fqdn)] = { ...pool, ...change };
}

const step = 'copyLogBackups';

async function stoppedInTheMiddle() {
  const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
  estate.workers.faults.strike('copyLogBackups', 'before its effect');
  const run = await estate.startAgreed('failover');
  await run.waitForPhase('step failed');
  return { estate, run };
}

it('timing, as the documents advise to raise: the run goes on', async () => {
  const { estate, run } = await stoppedInTheMiddle();
  changeFile(estate, { timing: { ...estate.pool.timing, replication: 500, tries: 7 } });
  await run.send('retryStep', { step, ...operator });
  expect((await run.result()).result).toBe('completed');
});

it('what it names: the step fails with what differs, until a person accepts the file as it is now', async () => {
  const { estate, run } = await stoppedInTheMiddle();
  const { secondaryDataCentre } = estate.pool;
  const [first] = secondaryDataCentre.chatServers;
  changeFile(estate, { secondaryDataCentre: { ...secondaryDataCentre, activeServers: [first!] } });
  await run.send('retryStep', { step, ...operator });
  const { waitsFor } = await run.waitForPhase('step failed');
  expect(waitsFor).toMatch(
    new RegExp(`planned with: secondary data centre \\(here: .* to activate ${first!}\\)\\. .*"acceptTopology": true`),
  );
  await run.send('retryStep', { step, acceptTopology: true, ...operator });
  expect((await run.result()).result).toBe('completed');
});
