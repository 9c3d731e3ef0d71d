/** A data centre dies in the middle of a run: what nobody takes is said, users are not kept waiting for it, and there is a way out. */
import { aPool } from '../../lab/rig/testing/a-pool';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { operator, type Run } from './support/run';
import { usersChat, usersLeave } from './support/situations';
import { until } from '../../lab/rig/testing/until';

const startedIn = async (estate: EstateUnderTest): Promise<void> => {
  await usersChat(estate);
  await usersLeave(estate);
};

const says = async (run: Run, step: string): Promise<string> =>
  (await run.progress()).steps.find(({ id }) => id === step)?.says ?? '';

describe('A failover whose primary data centre dies before the point of no return', () => {
  it('can be abandoned where its undo waits for that data centre; the next one loses nothing and serves', async () => {
    const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
    const { lab } = estate;
    await startedIn(estate);
    estate.workers.faults.strike('applyLogBackups', 'before its effect');
    const run = await estate.startAgreed('failover');
    await run.waitForPhase('step failed');
    await lab.loseDataCentre('primary');
    await run.send('abort', operator);

    const { waitsFor } = await run.waitForPhase('needs a person');
    expect(waitsFor).toMatch(
      /"takeTailLog".*No worker of chicago\S* with the role sql has taken it for \d+ s; start one there\./,
    );
    await run.send('abandon', operator);
    const report = await run.result();
    expect(report).toMatchObject({ result: 'abandoned', undone: [] });
    expect(report.next).toContain('begun or failed, so that nobody knows: "takeTailLog"');

    const { report: second } = await estate.complete('failover');
    expect(second.result).toBe('completed');
    await usersChat(estate);
    await usersLeave(estate);
    lab.invariants.checkLoss();
    expect(lab.chat.audit().missing).toEqual([]);
  });

  it('gives users back first, and owes what only that data centre can take back', async () => {
    const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
    const { lab } = estate;
    await startedIn(estate);
    await estate.complete('failover');
    estate.workers.faults.strike('restoreDatabase', 'before its effect');
    const run = await estate.startAgreed('failback');
    await run.waitForPhase('step failed');
    await lab.loseDataCentre('primary');
    await run.send('abort', operator);
    const report = await run.result();
    expect(report.undone[0]).toBe('clearActiveServers');
    expect(report.owed).toEqual([
      expect.objectContaining({
        step: 'restoreOnPrimary',
        why: expect.stringContaining('No worker of chicago') as string,
      }),
    ]);
    expect(report.next).toMatch(/^The estate is not as it was: the undo of "restoreOnPrimary" is owed/);
    await usersChat(estate);
    await usersLeave(estate);
    expect(lab.invariants.violations).toEqual([]);
  });
});

describe('A failover whose secondary data centre dies behind the point of no return', () => {
  it('says that nobody takes its step, and ends when a person abandons it', async () => {
    const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }), breaksInvariants: true });
    const { lab } = estate;
    await startedIn(estate);
    const gone = new Promise<void>((resolve) => {
      lab.moments.when({ edge: 'after', step: 'bringOnline' }, async () => {
        resolve();
        await lab.loseDataCentre('secondary');
      });
    });
    const run = await estate.startAgreed('failover');
    await gone;
    await until('it is said that nobody takes it', async () =>
      /No worker of dallas\S* with the role \S+ has taken it .* Where that cannot be: abandon the run\./.test(
        (await Promise.all(['bringOnline', 'failPoolOver'].map((step) => says(run, step)))).join(' '),
      ),
    );
    await run.send('abandon', operator);
    expect((await run.result()).result).toBe('abandoned');
  });
});
