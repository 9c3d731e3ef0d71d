/**
 * No store of the primary data centre serves mgc, but not every one of them is silent: what each still holds is said with its
 * remedy, and a person who follows it loses nothing.
 */
import { copyFileSync } from 'node:fs';
import { faults } from '../../lab/rig/faults/faults';
import { aPool, type PoolChanges } from '../../lab/rig/testing/a-pool';
import { copiesOf, instanceOf } from '../../lab/rig/testing/estate-state';
import { runShippingJob, shippedByHand } from '../../lab/rig/testing/log-backups';
import { productEntries } from '../../lab/rig/testing/product-ledger';
import { until } from '../../lab/rig/testing/until';
import type { Report } from '../../domain/run/report';
import { sql, stuckAt } from './support/by-hand';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { operator } from './support/run';
import { usersChat, usersLeave } from './support/situations';

/** One log backup is shipped, and users chat on: what they say then is in the log of the primary alone. */
async function chatted(pool: PoolChanges): Promise<EstateUnderTest> {
  const estate = await estateUnderTest({
    pool: aPool({ ...pool, logShipping: shippedByHand }),
    breaksInvariants: true,
  });
  await usersChat(estate);
  await runShippingJob(estate.lab, 'backup');
  await usersChat(estate);
  await usersLeave(estate);
  return estate;
}

const strike = (name: string, { lab }: EstateUnderTest, ...more: string[]): Promise<unknown> =>
  faults[name]!.inject(lab, [instanceOf(lab, 'primary').name, ...more]);

/** What a failover is refused with; it touches nothing. */
async function refused(estate: EstateUnderTest): Promise<string> {
  const before = productEntries(estate.lab).length;
  const sentence = await (await estate.start('failover')).refusal();
  expect(productEntries(estate.lab).slice(before)).toEqual([]);
  return sentence;
}

/** A failover for which nobody has to accept a loss, and after which nobody misses a message. */
async function losesNothing(estate: EstateUnderTest): Promise<Report> {
  const run = await estate.start('failover');
  await run.waitForPhase('awaiting consent');
  expect((await run.plan())?.consents).toEqual(['approve']);
  await run.consent();
  const report = await run.result();
  expect(report.result).toBe('completed');
  expect(estate.lab.chat.audit().missing).toEqual([]);
  expect(estate.lab.invariants.violations).toEqual([]);
  expect(copiesOf(estate.lab, 'mgc')['backup']).toMatch(/^ONLINE/);
  return report;
}

/** The file of the seal is put into the copy folder under a name as log shipping gives it. */
function sealJoins({ lab }: EstateUnderTest): void {
  const [primary, backup] = [instanceOf(lab, 'primary'), instanceOf(lab, 'backup')];
  const { files, pool } = lab.estate;
  copyFileSync(
    files.resolve(`${primary.backupFolder}\\mgc_tail.trn`, primary.place),
    files.resolve(`${pool.logShipping.copyFolder}\\mgc_20261231000000.trn`, backup.place),
  );
}

const bringOnline = ({ lab }: EstateUnderTest) => sql(lab, 'primary', 'ALTER DATABASE mgc SET ONLINE');

describe('A failover across data centres', () => {
  it('is refused while a mirror lives; once a person has forced service there, its tail is taken and nothing is lost', async () => {
    const estate = await chatted({ without: ['witness'] });
    const { lab, pool } = estate;
    await lab.estate.stopInstance(instanceOf(lab, 'primary'));
    const sentence = await refused(estate);
    expect(sentence).toMatch(
      /^The principal of mgc, SQL1\\CHAT, does not answer. Its mirror on SQL2\\CHAT lives \(RESTORING, MIRROR, DISCONNECTED, safety FULL, no witness\)/,
    );
    expect(sentence).toContain(`Fail over inside ${pool.primaryDataCentre.name} first.`);
    const [, statement = ''] = /run on SQL2\\CHAT: (ALTER DATABASE .*?) \(/.exec(sentence) ?? [];
    await sql(lab, 'mirror', statement);
    await losesNothing(estate);
  });

  it.each([
    [
      'OFFLINE: somebody set it so',
      async (estate: EstateUnderTest) => {
        await strike('offline-database', estate);
      },
      /^mgc on SQL1\\CHAT is not lost, it is OFFLINE, and may hold what no log backup holds\. Somebody set it so\. Bring it back \(ALTER DATABASE \[mgc\] SET ONLINE\)/,
      bringOnline,
    ],
    [
      'RECOVERING: the instance starts',
      async (estate: EstateUnderTest) => {
        await strike('slow-recovery', estate, '5000');
        await strike('crash-instance', estate);
        await strike('start-instance', estate);
      },
      /^mgc on SQL1\\CHAT is not lost, it is RECOVERING, .* Wait until it is ONLINE, then start again/,
      (estate: EstateUnderTest) => until('it is ONLINE', () => copiesOf(estate.lab, 'mgc')['primary'] === 'ONLINE'),
    ],
    [
      'RESTORING behind an earlier seal: its file joins the chain',
      async (estate: EstateUnderTest) => {
        await strike('seal-database', estate);
      },
      /^mgc on SQL1\\CHAT is RESTORING behind an earlier seal, \S+\\mgc_tail\.trn \(host \S+, taken at .*Z by sa, LSN \d+ to \d+\), which is neither on the share nor in the copy folder\. Put that file/,
      sealJoins,
    ],
  ] as const)('is refused while mgc is %s', async (_, arrange, says, remedy) => {
    const estate = await chatted({ without: ['mirror'] });
    await arrange(estate);
    expect(await refused(estate)).toMatch(says);
    await remedy(estate);
    await losesNothing(estate);
  });

  it('from a store that was brought back from an earlier seal is refused until the file of that seal is at hand', async () => {
    const estate = await chatted({ without: ['mirror'] });
    await strike('seal-database', estate);
    const [, statement = ''] = /(RESTORE DATABASE .*?) on SQL1/.exec(await refused(estate)) ?? [];
    await sql(estate.lab, 'primary', statement);
    expect(await refused(estate)).toMatch(
      /^msdb of SQL1\\CHAT lists a log backup of mgc that is neither on the share nor in the copy folder: \S+\\mgc_tail\.trn/,
    );
    sealJoins(estate);
    expect((await losesNothing(estate)).decisions).toHaveLength(1);
  });

  it.each(['damage-file', 'lose-file'])(
    'of a principal after %s saves its tail first, nobody has to accept a loss, and the pool fails back',
    async (fault) => {
      const estate = await chatted({});
      await estate.lab.estate.stopInstance(instanceOf(estate.lab, 'mirror'));
      await strike(fault, estate);
      const report = await losesNothing(estate);
      expect(report.lossBound).toMatchObject({ kind: 'unless the tail is saved' });
      expect(copiesOf(estate.lab, 'mgc')['primary']).toBe('OFFLINE');
      await estate.lab.estate.startInstance(instanceOf(estate.lab, 'mirror'));
      expect((await estate.complete('failback')).report.result).toBe('completed');
    },
  );

  it('of a principal whose log is damaged too asks after the try; who skips it accepts the loss that the plan states', async () => {
    const estate = await chatted({ without: ['mirror'] });
    await strike('damage-file', estate, 'mgc_log');
    const run = await estate.start('failover');
    await run.consent();
    expect(await stuckAt(run, 'saveTailLog')).toContain('(3049)');
    await run.send('skipStep', { ...operator, step: 'saveTailLog' });
    const { result, skipped, lossBound, decisions } = await run.result();
    expect([result, skipped]).toEqual(['completed with skips', ['saveTailLog']]);
    expect(decisions.map(({ update }) => update)).toEqual(['approve', 'skipStep']);
    const [since] = lossBound?.kind === 'unless the tail is saved' ? [lossBound.since] : [];
    expect(since).toMatch(/Z$/);
    estate.lab.invariants.checkLoss(new Date(since!));
    expect(estate.lab.invariants.violations).toEqual([]);
    expect(estate.lab.chat.audit().missing).not.toEqual([]);
  });

  it('of a damaged principal that is aborted leaves the database as it was', async () => {
    const estate = await chatted({ without: ['mirror'] });
    await strike('lose-file', estate);
    estate.workers.faults.strike('removeLogShipping', 'after its effect');
    const run = await estate.start('failover');
    await run.consent();
    await stuckAt(run, 'removeLogShipping');
    await run.send('abort', operator);
    expect((await run.result()).next).toBe('The estate is as it was. Remove the reason, then start again.');
    expect(copiesOf(estate.lab, 'mgc')['primary']).toBe('RECOVERY_PENDING');
  });
});
