/** What people do to an estate by hand, in the middle of a run: T-SQL as a DBA types it, cmdlets as an administrator does. */
import type { Report } from '../../../domain/run/report';
import type { StoreRole } from '../../../domain/topology/pool';
import type { Moment } from '../../../lab/rig/faults/moments';
import type { Lab } from '../../../lab/rig/lab';
import { poolIdentity } from '../../../lab/estate/lync/pool-identity';
import { ask, instanceOf } from '../../../lab/rig/testing/estate-state';
import { operator, type Run } from './run';

export const sql = (lab: Lab, role: StoreRole, text: string): Promise<Record<string, unknown>[]> =>
  ask(instanceOf(lab, role), text);

/** @throws Error with the message of the cmdlet. */
export async function cmdlet(lab: Lab, name: string, parameters: Record<string, unknown>): Promise<void> {
  const place = { side: 'secondary', host: 'admin' } as const;
  const { error } = await lab.lync.invoke(
    { cmdlet: name, parameters: { ...parameters, Confirm: false } },
    place,
    AbortSignal.timeout(60_000),
  );
  if (error !== undefined) throw new Error(error.message);
}

export const setPoolState = (lab: Lab, PoolState: 'Normal' | 'FailedOver'): Promise<void> =>
  cmdlet(lab, 'Set-CsPersistentChatState', { Identity: `service:${poolIdentity(lab.estate.pool)}`, PoolState });

export const setActiveServers = (lab: Lab, servers: readonly string[]): Promise<void> =>
  cmdlet(lab, 'Set-CsPersistentChatActiveServer', {
    Identity: poolIdentity(lab.estate.pool),
    ActiveServers: servers.length === 0 ? null : { Replace: servers },
  });

/** Waits until the run waits for a person at `step`. @returns what it says. */
export async function stuckAt(run: Run, step: string): Promise<string> {
  const { waitsFor = '' } = await run.waitForPhase('step failed', 'step failed, forward only');
  expect(waitsFor).toContain(`Step "${step}"`);
  return waitsFor;
}

/** The report of a run that needs nobody any more. */
export async function atItsEnd(run: Run): Promise<Report> {
  const { waitsFor } = await run.waitForPhase('ended', 'needs a person', 'step failed', 'step failed, forward only');
  expect(waitsFor).toBeUndefined();
  return run.result();
}

export const retry = (run: Run, step: string): Promise<string> => run.send('retryStep', { ...operator, step });

/** What somebody does at a moment of a run; `remedy` is absent where the run goes on because the goal is reached. */
export interface ByHand {
  readonly says: string;
  readonly when: Moment;
  readonly meddle: (lab: Lab) => unknown;
  readonly remedy?: { readonly step: string; readonly found: RegExp; readonly by: (lab: Lab) => unknown };
}

/** From now on all of them happen, each at its moment. */
export function meddled(lab: Lab, night: readonly ByHand[]): void {
  for (const { when, meddle } of night)
    lab.moments.when(when, async () => {
      await meddle(lab);
    });
}

/** Waits for each remedy's place in turn, sees what the run says there, and applies it; `again` then sends the run on. */
export async function remedied(
  run: Run,
  lab: Lab,
  night: readonly ByHand[],
  again: (step: string) => Promise<unknown> = (step) => retry(run, step),
): Promise<void> {
  for (const { remedy } of night) {
    if (remedy === undefined) continue;
    expect(await stuckAt(run, remedy.step)).toMatch(remedy.found);
    await remedy.by(lab);
    await again(remedy.step);
  }
}

/** Everything that was to happen did, and no message is lost. */
export function allIsWell(lab: Lab): void {
  expect(lab.moments.failures).toEqual([]);
  expect(lab.moments.armed).toEqual([]);
  lab.invariants.checkLoss();
}
