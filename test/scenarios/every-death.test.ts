/**
 * From every state that a death can leave, some procedure starts and ends with users chatting. `PCHAT_EVERY_DEATH=1` tries every
 * step; otherwise a handful of each kind.
 */
import { aPool } from '../../lab/rig/testing/a-pool';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import { edges } from './support/kill/killer';
import type { ProcedureName } from '../../procedures/registry';
import { stepIdsOf } from '../support/steps';
import { estateUnderTest } from './support/estate-under-test';
import { couldServe } from '../../lab/rig/invariants/could-serve';
import { rescue } from './support/rescue';
import { readyFor, usersChat } from './support/situations';

/** What dies with the run: nothing but the run, or a data centre for good. */
const deaths = ['run', 'primary', 'secondary'] as const;
type Death = (typeof deaths)[number];

interface Case {
  readonly procedure: ProcedureName;
  readonly step: ReturnType<typeof stepIdsOf>[number];
  readonly edge: (typeof edges)[number];
  readonly death: Death;
}

const everyCase: readonly Case[] = (['failover', 'failback'] as const).flatMap((procedure) =>
  stepIdsOf(procedure)
    // No call of its own: the calls around it are the moments.
    .filter((step) => step !== 'copyLogBackups' && step !== 'recordLogShipping')
    .flatMap((step) => edges.flatMap((edge) => deaths.map((death) => ({ procedure, step, edge, death })))),
);

/** One of each death at either side of the seal, the recovery and the overwriting; which edge is enough, the full round tells. */
const handful = new Set([
  'failover before takeTailLog primary',
  'failover after takeTailLog secondary',
  'failover after takeTailLog run',
  'failover after bringOnline primary',
  'failover after bringOnline run',
  'failback after configureLogShipping primary',
  'failback after configureLogShipping run',
  'failback after mirrorPrimary run',
  'failback after setPoolStateNormal secondary',
]);

const named = ({ procedure, edge, step, death }: Case): string => `${procedure} ${edge} ${step} ${death}`;
const isAll = process.env['PCHAT_EVERY_DEATH'] === '1';
const chosen = process.env['PCHAT_DEATHS'];
const cases = everyCase.filter((one) =>
  chosen === undefined ? isAll || handful.has(named(one)) : new RegExp(chosen).test(named(one)),
);

it.each(cases.map((one) => [named(one), one] as const))(
  '%s: users chat again',
  async (_, one) => {
    const { procedure, step, edge, death } = one;
    const estate = await estateUnderTest({
      pool: aPool({ logShipping: shippedByHand, shareIn: 'elsewhere', timing: { workerAnswersWithin: 2 } }),
    });
    const { lab } = estate;
    await readyFor(estate, procedure);
    await usersChat(estate);
    const run = await estate.startAgreed(procedure);
    const losses: Promise<void>[] = [];
    await new Promise<void>((resolve, reject) => {
      run.result().catch(reject);
      lab.moments.when({ edge, step }, async () => {
        await run.handle.terminate('the test');
        // Its own call stands here, so it is not waited for.
        if (death !== 'run') losses.push(lab.loseDataCentre(death));
        resolve();
      });
    }).catch(() => undefined);
    await Promise.all(losses);
    lab.moments.disarm();
    const { by, refusals } = await rescue(estate);
    if (!couldServe(lab)) return;
    expect({ by, refusals: by === undefined ? refusals : {} }).toEqual({
      by: expect.any(String) as string,
      refusals: {},
    });
    await estate.close();
  },
  120_000,
);
