/** Log shipping stood still for weeks: 2,000 log backups wait on the share, and the failover is no heavier than with ten. */
import { actsOf } from '../support/plan-lines';
import type { Plan } from '../../domain/run/plan';
import type { Progress } from '../../domain/run/progress';
import type { Report } from '../../domain/run/report';
import { aPool } from '../../lab/rig/testing/a-pool';
import { copiesOf } from '../../lab/rig/testing/estate-state';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { secondaryHostAsProcess } from './support/host-process';
import { logBackupsIn, shippedByHand } from '../../lab/rig/testing/log-backups';
import { takeLogBackups } from '../../lab/rig/testing/many-log-backups';
import { usersChat, usersLeave } from './support/situations';
import type { Run } from './support/run';
import { until } from '../../lab/rig/testing/until';

interface Night {
  readonly estate: EstateUnderTest;
  readonly names: readonly string[];
  readonly run: Run;
  readonly plan: Plan;
  readonly report: Report;
  readonly progress: Progress;
  /** What heartbeats said while the chain was copied and applied. */
  readonly beats: readonly { readonly says?: string; readonly percent?: number }[];
  readonly history: { readonly events: number; readonly bytes: number };
  readonly hostMegabytes: number;
}

/** Collects what the running activity says until the run has ended. */
async function listen(run: Run, heard: Map<string, { says?: string; percent?: number }>): Promise<void> {
  await until(
    'the run ends',
    async () => {
      const beat = await run.latestBeat();
      if (beat?.says !== undefined) heard.set(beat.says, beat);
      const { phase, waitsFor } = await run.progress();
      if (phase.startsWith('step failed')) throw new Error(waitsFor);
      return phase === 'ended';
    },
    // Who asks all the time is one more load on the machine that is measured.
    { withinMs: 580_000, lookEveryMs: 300 },
  );
}

async function failOverWith(count: number): Promise<Night> {
  const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
  const host = await secondaryHostAsProcess(estate);
  try {
    await usersChat(estate);
    await usersLeave(estate);
    const names = await takeLogBackups(estate.lab, count);
    await estate.lab.loseDataCentre('primary');
    const run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    const plan = (await run.plan())!;
    const heard = new Map<string, { says?: string; percent?: number }>();
    await run.consent();
    const [report] = await Promise.all([run.result(), listen(run, heard)]);
    return {
      estate,
      names,
      run,
      plan,
      report,
      progress: await run.progress(),
      beats: [...heard.values()],
      history: await run.history(),
      hostMegabytes: host.peak(),
    };
  } finally {
    await host.close();
  }
}

describe('A failover with 10 and with 2,000 log backups to copy and to apply', () => {
  const few = 10;
  const many = 2000;
  let nights: Record<number, Night>;

  beforeAll(async () => {
    const [short, long] = await Promise.all([failOverWith(few), failOverWith(many)]);
    nights = { [few]: short, [many]: long };
  }, 600_000);

  it.each([few, many])('%i: every file is copied and applied, and no message is lost', async (count) => {
    const { estate, names, report, progress } = nights[count]!;
    expect(report).toMatchObject({ result: 'completed', skipped: [] });
    expect(await logBackupsIn(estate.lab, 'copies')).toEqual(names);
    const says = (id: string): string | undefined => progress.steps.find((step) => step.id === id)?.says;
    expect(says('copyLogBackups')).toBe(`${String(count)} copied`);
    expect(says('applyLogBackups')).toMatch(new RegExp(`^${String(count)} applied, up to LSN \\d+`));
    expect(copiesOf(estate.lab, 'mgc')['backup']).toBe('ONLINE PRINCIPAL SYNCHRONIZED');
    estate.lab.invariants.checkLoss();
  });

  it.each([few, many])('%i: the history has at most 200 events and 150 kB', (count) => {
    const { events, bytes } = nights[count]!.history;
    expect(events).toBeLessThanOrEqual(200);
    expect(bytes).toBeLessThanOrEqual(150_000);
  });

  it('the history of 2,000 is hardly longer than that of ten: what grows is abridged', () => {
    const [short, long] = [nights[few]!.history, nights[many]!.history];
    expect(long.events - short.events).toBeLessThanOrEqual(60);
    expect(long.bytes / short.bytes).toBeLessThan(2.5);
  });

  it.each(['copyLogBackups', 'applyLogBackups'])('the plan shows the first and the last ten files of %s', (id) => {
    const { plan, names } = nights[many]!;
    const acts = actsOf(plan, id);
    const lines = acts.map(({ text }) => text);
    expect(lines).toHaveLength(21);
    for (const [line, name] of [
      [0, names[0]],
      [9, names[9]],
      [11, names.at(-10)],
      [20, names.at(-1)],
    ] as const)
      expect(lines[line]).toContain(name);
    expect(acts[10]?.forEach).toEqual({ each: 'file', of: '1980 more log backups' });
  });

  it.each(['copying', 'applying'])('heartbeats say which file is at its turn (%s), and how far it is', (verb) => {
    const { beats, names } = nights[many]!;
    const heard = beats.filter(({ says }) => says?.startsWith(verb) === true);
    expect(heard.length).toBeGreaterThan(0);
    for (const { says, percent } of heard) {
      const [, file, turn] = /^\w+ (mgc_\d{14}\.trn) \((\d+) of 2000\)$/.exec(says!) ?? [];
      expect(names.indexOf(file!)).toBe(Number(turn) - 1);
      expect(percent).toBeCloseTo((100 * (Number(turn) - 1)) / many);
    }
  });

  it('the host worker needs no more memory than with ten', () => {
    const [short, long] = [nights[few]!.hostMegabytes, nights[many]!.hostMegabytes];
    expect(short).toBeGreaterThan(20);
    expect(long / short).toBeLessThan(1.6);
  });
});
