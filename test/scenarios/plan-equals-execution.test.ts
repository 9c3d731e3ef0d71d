/** What the plan prints is what happens: the lab's ledger of the product's own acts, line by line, in order. */
import type { Act, Plan } from '../../domain/run/plan';
import { aPool } from '../support/a-pool';
import { estateUnderTest, type EstateUnderTest } from '../support/estate-under-test';
import { logBackupsIn, runShippingJob, shippedByHand } from '../support/log-backups';
import { productEntries } from '../support/product-ledger';
import { usersChat, usersLeave } from '../support/situations';
import type { ProcedureName } from '../../procedures/registry';

/** One line that a plan announces, as what it matches in the ledger. */
interface Line {
  readonly text: string;
  readonly matches: (executed: string) => boolean;
  /** The plan says on what it depends whether, or how often, this happens. */
  readonly isConditional: boolean;
}

const ledgerText = (text: string): string => text.replace(/;$/, '');

/** Behind `--` a plan says when a statement is executed; which users it names is not known before. */
function lineOf({ on, text }: Act): Line {
  const [statement = '', condition] = text.split(' -- ');
  const line = `${on.replace(/^(.*) management shell$/, 'worker.$1')}: ${ledgerText(statement)}`;
  const forEachUser = condition?.startsWith('for each user') === true;
  const [before, after] = line.split('[user] WITH LOGIN = [user]');
  return {
    text: line,
    matches: (executed) =>
      forEachUser ? executed.startsWith(before!) && executed.endsWith(after!) : executed === line,
    isConditional: condition !== undefined,
  };
}

const plannedLines = ({ steps }: Plan): Line[] =>
  steps
    .flatMap(({ acts }) => acts)
    .filter(({ kind }) => kind !== 'files')
    .map(lineOf);

/** What the plan lets happen, given what happened: conditional lines as often as they came, all others once. */
function asPlanned(planned: readonly Line[], executed: readonly string[]): string[] {
  const expected: string[] = [];
  for (const { text, matches, isConditional } of planned) {
    if (!isConditional) expected.push(text);
    else while (matches(executed[expected.length] ?? '')) expected.push(executed[expected.length]!);
  }
  return expected;
}

async function planAndLedger(estate: EstateUnderTest, procedure: ProcedureName) {
  const before = productEntries(estate.lab).length;
  const run = await estate.start(procedure);
  await run.waitForPhase('awaiting consent');
  const plan = (await run.plan())!;
  const untilConsent = productEntries(estate.lab).slice(before);
  await run.consent();
  await run.result();
  const entries = productEntries(estate.lab).slice(before);
  return { plan, untilConsent, entries, executed: entries.map(({ where, text }) => `${where}: ${ledgerText(text)}`) };
}

type Comparison = Awaited<ReturnType<typeof planAndLedger>>;

describe('What the plan says is what is executed', () => {
  const compared: Record<string, Comparison> = {};
  let copied: string[];

  beforeAll(async () => {
    /** Three log backups that wait: one copied, two on the share only. */
    const withAChain = async (): Promise<EstateUnderTest> => {
      const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
      await usersChat(estate);
      await runShippingJob(estate.lab, 'backup');
      await runShippingJob(estate.lab, 'copy');
      await runShippingJob(estate.lab, 'backup');
      await usersChat(estate);
      await runShippingJob(estate.lab, 'backup');
      await usersLeave(estate);
      return estate;
    };
    const unplanned = async (): Promise<void> => {
      const estate = await withAChain();
      await estate.lab.loseDataCentre('primary');
      compared['unplanned'] = await planAndLedger(estate, 'failover');
      copied = await logBackupsIn(estate.lab, 'copies');
      await estate.lab.rebuildDataCentre('primary');
      compared['failback'] = await planAndLedger(estate, 'failback');
    };
    const planned = async (): Promise<void> => {
      compared['planned'] = await planAndLedger(await withAChain(), 'failover');
    };
    await Promise.all([unplanned(), planned()]);
  });

  it.each([
    ['a failover of a lost data centre', 'unplanned'],
    ['a planned failover', 'planned'],
    ['a failback', 'failback'],
  ])('%s, line by line and in order', (_, name) => {
    const { plan, executed } = compared[name]!;
    const lines = plannedLines(plan);
    expect(lines.length).toBeGreaterThan(5);
    expect(executed).toEqual(asPlanned(lines, executed));
  });

  it.each(['unplanned', 'planned', 'failback'])('nothing is executed before the plan is approved (%s)', (name) => {
    expect(compared[name]!.untilConsent).toEqual([]);
  });

  it.each(['unplanned', 'planned', 'failback'])('every line takes effect at the first attempt (%s)', (name) => {
    expect(compared[name]!.entries.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
  });

  it('every file that the plan copies is in the copy folder afterwards', () => {
    const announced = compared['unplanned']!.plan.steps.flatMap(({ acts }) => acts)
      .filter(({ kind, text }) => kind === 'files' && text.startsWith('copy '))
      .map(({ text }) => text.slice(text.lastIndexOf('\\') + 1));
    expect(announced).toHaveLength(2);
    expect(copied).toEqual(expect.arrayContaining(announced));
  });

  it('every log backup of the chain is a line of its own', () => {
    const restores = compared['unplanned']!.executed.filter((line) => line.includes('RESTORE LOG'));
    expect(restores).toHaveLength(3);
  });
});
