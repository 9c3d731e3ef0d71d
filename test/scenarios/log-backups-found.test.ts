/** Log backups as real sites have them: on a share that comes and goes, behind a closed door, damaged, beside strays. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { aPool } from '../../lab/rig/testing/a-pool';
import { logBackupsIn, runShippingJob, shippedByHand } from '../../lab/rig/testing/log-backups';
import type { Report } from '../../domain/run/report';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { operator, type Run } from './support/run';
import { usersChat, usersLeave } from './support/situations';

/** Users chat before each of so many log backups that lie on the share only, and go home; then the primary is lost. */
async function primaryLostWith(backups: number, meanwhile?: (estate: EstateUnderTest) => Promise<unknown>) {
  const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
  for (let left = backups; left > 0; left -= 1) {
    await usersChat(estate, 5);
    if (left === 1) await usersLeave(estate);
    await runShippingJob(estate.lab, 'backup');
    if (left === backups) await meanwhile?.(estate);
  }
  return estate;
}

const inShare = ({ lab }: EstateUnderTest, name: string): string =>
  lab.estate.files.resolve(`${lab.pool.logShipping.share}\\${name}`, { side: 'secondary', host: 'test' });
const inCopies = ({ lab }: EstateUnderTest, name: string): string =>
  lab.estate.files.resolve(`${lab.pool.logShipping.copyFolder}\\${name}`, {
    side: 'secondary',
    host: lab.pool.mgc.backup.server,
  });

const nothingIsLost = ({ lab }: EstateUnderTest): void => {
  expect(lab.chat.audit().missing).toEqual([]);
  expect(lab.invariants.violations).toEqual([]);
};

const says = async (run: Run, step: string): Promise<string | undefined> =>
  (await run.progress()).steps.find(({ id }) => id === step)?.says;

describe('A share that was away when the plan was made and is back when log backups are copied', () => {
  let estate: EstateUnderTest;
  let report: Report;
  let copied: string | undefined;

  beforeAll(async () => {
    estate = await primaryLostWith(4);
    const { lab } = estate;
    await lab.loseDataCentre('primary');
    const giveBack = lab.estate.files.takeAway(lab.pool.logShipping.share, '');
    const run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    // After the second look, which the first act follows.
    lab.moments.when({ edge: 'after', step: 'clearActiveServers' }, giveBack);
    await run.consent();
    report = await run.result();
    copied = await says(run, 'copyLogBackups');
  });

  it('is used: more than was promised is taken, and told', () => {
    expect(report.result).toBe('completed');
    expect(copied).toBe('4 copied from the share, which is back since the plan was made');
    nothingIsLost(estate);
  });
});

describe('Access denied is not gone', () => {
  it.each([
    ['share', 'worker', /^The account \S+ of the worker on \S+ is not let into /],
    [
      'share',
      'engine',
      /^SQL Server on SQL3\\CHAT \(it runs as NT Service\\MSSQL\$CHAT\) is not let read the files in /,
    ],
    ['copyFolder', 'worker', /^The account \S+ of the worker on \S+ is not let into /],
  ] as const)('a %s that denies access to the %s is an obstacle with account and folder', async (which, who, says) => {
    const estate = await primaryLostWith(1);
    const { lab } = estate;
    await lab.loseDataCentre('primary');
    const folder = lab.pool.logShipping[which];
    const allow = lab.estate.faults.deny(folder, which === 'share' ? undefined : lab.pool.mgc.backup.server, who);
    const refused = await (await estate.start('failover')).refusal();
    expect(refused).toMatch(says);
    expect(refused).toContain(folder);
    allow();
    const { report } = await estate.complete('failover');
    expect(report.result).toBe('completed');
    nothingIsLost(estate);
  });
});

describe('A bad file stops nothing that does not need it', () => {
  let estate: EstateUnderTest;
  let report: Report;
  let notes: string;

  beforeAll(async () => {
    estate = await primaryLostWith(3, async ({ lab }) => {
      await runShippingJob(lab, 'copy');
    });
    const { lab } = estate;
    const [first] = await logBackupsIn(lab, 'copies');
    // Cut short in the copy folder, whole on the share.
    truncateSync(inCopies(estate, first!), Math.floor(readFileSync(inShare(estate, first!)).length / 2));
    writeFileSync(inShare(estate, 'mgc_20260101000000.trn'), '');
    writeFileSync(inShare(estate, 'notes of last night.txt'), 'Call the storage team.');
    await lab.loseDataCentre('primary');
    const run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    notes = (await run.plan())!.notes.join('\n');
    await run.consent();
    report = await run.result();
  });

  it('it is listed with its folder and left out', () => {
    const { share } = estate.pool.logShipping;
    expect(notes).toContain(`Left out: mgc_20260101000000.trn in ${share}`);
    expect(notes).toContain(`Left out: notes of last night.txt in ${share}`);
  });

  it('a damaged copy is moved aside and copied again from its whole source', () => {
    expect(report.result).toBe('completed');
    nothingIsLost(estate);
  });
});

describe('A log backup that the chain needs is missing', () => {
  it('is a gap that names what may have held it; a person can put the file there under any name', async () => {
    const estate = await primaryLostWith(3);
    const { lab } = estate;
    const [, second] = await logBackupsIn(lab, 'share');
    const whole = readFileSync(inShare(estate, second!));
    truncateSync(inShare(estate, second!), Math.floor(whole.length / 2));
    await lab.loseDataCentre('primary');
    const refused = await (await estate.start('failover')).refusal();
    expect(refused).toContain('A log backup is missing: the copy ends at LSN');
    expect(refused).toContain(
      `It may have been in a file that cannot be used: ${second!} in ${lab.pool.logShipping.share}`,
    );
    expect(refused).toContain('"stopAtGap": true');
    writeFileSync(inCopies(estate, 'found on the tape.bak'), whole);
    const { report } = await estate.complete('failover');
    expect(report.result).toBe('completed');
    nothingIsLost(estate);
  });

  it('can be given up: the loss behind the gap is stated, and accepted by a person', async () => {
    const estate = await primaryLostWith(3);
    const { lab } = estate;
    const [, second] = await logBackupsIn(lab, 'share');
    writeFileSync(inShare(estate, second!), '');
    await lab.loseDataCentre('primary');
    const run = await estate.start('failover', { stopAtGap: true });
    await run.waitForPhase('awaiting consent');
    const plan = (await run.plan())!;
    expect(plan.consents).toContain('acceptDataLoss');
    expect(plan.notes).toContainEqual(expect.stringMatching(/^As asked \(stopAtGap\), the run stops at the gap\./));
    for (const update of ['acceptDataLoss', 'approve'] as const)
      await run.send(update, { ...operator, plan: plan.hash });
    const report = await run.result();
    expect(report.result).toBe('completed');
    const bound = report.lossBound;
    expect(lab.chat.audit().missing.length).toBeGreaterThan(0);
    lab.invariants.checkLoss(bound?.kind === 'since' && bound.since !== null ? new Date(bound.since) : undefined);
    expect(lab.invariants.violations).toEqual([]);
  });
});
