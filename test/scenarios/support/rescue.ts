/** After a run was ended half-way: whatever procedure says that it can start is started, until users chat again. */
import { procedureNames, type ProcedureName } from '../../../procedures/registry';
import { until } from '../../../lab/rig/testing/until';
import type { EstateUnderTest } from './estate-under-test';
import { sentenceOf } from './run';

export interface Rescue {
  readonly by: ProcedureName | 'nobody: they chat' | undefined;
  /** What each procedure that could not start said. */
  readonly refusals: Readonly<Record<string, string>>;
}

/** @returns `by`: the procedure that ended with users chatting; `undefined` where each was refused, and they do not chat. */
export async function rescue(estate: EstateUnderTest): Promise<Rescue> {
  const refusals: Record<string, string> = {};
  for (const procedure of procedureNames) {
    const run = await estate.startAgreed(procedure);
    const outcome = await Promise.race([
      run.result().then((report) => ({ report })),
      run.waitForPhase('step failed', 'step failed, forward only', 'needs a person').then(
        ({ waitsFor }) => ({ stuck: waitsFor ?? '' }),
        () => new Promise<never>(() => undefined),
      ),
    ]).catch((failure: unknown) => ({ refused: sentenceOf(failure) }));
    if ('refused' in outcome) refusals[procedure] = outcome.refused;
    else if ('stuck' in outcome) throw new Error(`The ${procedure} is stuck: ${outcome.stuck}`);
    else {
      await usersAcknowledged(estate);
      return { by: procedure, refusals };
    }
  }
  const chat = await usersAcknowledged(estate, 5000).then(
    () => true,
    () => false,
  );
  return { by: chat ? 'nobody: they chat' : undefined, refusals };
}

async function usersAcknowledged({ lab }: EstateUnderTest, withinMs = 60_000): Promise<void> {
  const before = lab.chat.audit().acknowledged;
  await until('users chat again', () => lab.chat.audit().acknowledged > before + 5, { withinMs });
}
