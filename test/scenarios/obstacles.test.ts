/** Situations that forbid a procedure: it says why, all reasons at once, and touches nothing. */
import { faults } from '../../lab/rig/faults/faults';
import { aPool } from '../../lab/rig/testing/a-pool';
import { instanceOf } from '../../lab/rig/testing/estate-state';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { runShippingJob, shippedByHand } from '../../lab/rig/testing/log-backups';
import { productEntries } from '../../lab/rig/testing/product-ledger';
import { usersChat, usersLeave } from './support/situations';
import type { ProcedureName } from '../../procedures/registry';

/** The refusal's sentences, and whatever the product did to the estate meanwhile. */
async function refusal(estate: EstateUnderTest, procedure: ProcedureName) {
  const before = productEntries(estate.lab).length;
  const run = await estate.start(procedure);
  return { sentences: (await run.refusal()).split('\n'), executed: productEntries(estate.lab).slice(before) };
}

describe('A failover is refused', () => {
  it('when the pool is failed over already, with every reason at once', async () => {
    const estate = await estateUnderTest();
    await estate.lab.loseDataCentre('primary');
    await estate.complete('failover');
    const { sentences, executed } = await refusal(estate, 'failover');
    expect(sentences).toEqual(['The pool is failed over already; start a failback instead.']);
    expect(executed).toEqual([]);

    const back = await refusal(estate, 'failback');
    expect(back.sentences).toEqual(
      expect.arrayContaining([
        `No worker of the data centre ${estate.pool.primaryDataCentre.name} took a task; start one with the roles lync and sql.`,
        expect.stringMatching(/^The primary store SQL1\\CHAT does not answer/),
        expect.stringMatching(/^The mirror store SQL2\\CHAT does not answer/),
      ]),
    );
    expect(back.executed).toEqual([]);
  });

  it('when a log backup in the middle of the chain is lost, and names the gap', async () => {
    const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
    const { lab } = estate;
    await usersChat(estate);
    for (let backups = 0; backups < 2; backups += 1) {
      await runShippingJob(lab, 'backup');
      await usersChat(estate, 5);
    }
    await faults['lose-log-backup']!.inject(lab, []);
    await runShippingJob(lab, 'backup');
    await usersLeave(estate);
    await lab.loseDataCentre('primary');
    const { sentences, executed } = await refusal(estate, 'failover');
    expect(sentences).toEqual([expect.stringMatching(/LSN \d+.*mgc_\d{14}\.trn|mgc_\d{14}\.trn.*LSN \d+/)]);
    expect(executed).toEqual([]);
  });

  it('when the looks fail though workers take them, with why', async () => {
    const estate = await estateUnderTest();
    for (let looks = 0; looks < 2; looks += 1) estate.workers.faults.strike('observeStores', 'before its effect');
    const { sentences, executed } = await refusal(estate, 'failover');
    expect(sentences).toContain(
      'The backup store SQL3\\CHAT does not answer: the look failed: observeStores was made to fail before its effect.',
    );
    expect(executed).toEqual([]);
  });

  it('when the Agent of the backup store is stopped', async () => {
    const estate = await estateUnderTest();
    await faults['stop-agent']!.inject(estate.lab, [instanceOf(estate.lab, 'backup').name]);
    await estate.lab.loseDataCentre('primary');
    const { sentences, executed } = await refusal(estate, 'failover');
    expect(sentences).toEqual([
      'SQL Server Agent on the backup store SQL3\\CHAT is not running; start it, for backups and restores run as its jobs.',
    ]);
    expect(executed).toEqual([]);
  });
});
