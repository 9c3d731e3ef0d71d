/** Watches one estate: every invariant after every change of it, and at the end of every procedure that it is told of. */
import { invariants } from './contract';
import { EffectCount } from './effects-twice';
import { deviations, shipsFromMirror } from './end-state';
import { LossWatch } from './loss';
import { activeInBoth, twoWriters } from './writers';
import type { Chat } from '../../estate/chat/contract';
import type { Estate } from '../../estate/contract';
import type { Lync } from '../../estate/lync/contract';
import type { Invariant, InvariantWatch, Violation } from './contract';

export function watchInvariants(estate: Estate, lync: Lync, chat: Pick<Chat, 'audit'>): InvariantWatch {
  const violations: Violation[] = [];
  /** What holds now, so that one violation that lasts is reported once. */
  const standing = new Map<Invariant, string>();
  const loss = new LossWatch(estate, lync, chat);
  let effects: EffectCount | undefined;

  const now = (): string => estate.clock.now().toISOString();
  const violated = (invariant: Invariant, detail: string, trigger: string, at = now()): void => {
    violations.push({ at, invariant, sentence: invariants[invariant], detail, trigger });
  };
  const report = (invariant: Invariant, detail: string | undefined, trigger: string, at?: string): void => {
    if (detail === undefined) standing.delete(invariant);
    else if (standing.get(invariant) !== detail) {
      standing.set(invariant, detail);
      violated(invariant, detail, trigger, at);
    }
  };

  const check = (trigger: string): void => {
    report('never two writers', twoWriters(estate), trigger);
    report('active servers in one data centre', activeInBoth(estate, lync), trigger);
    loss.look(trigger);
    // A procedure that is under way has not declared its loss yet; its end judges what is owed, too.
    if (effects === undefined && loss.isDue) judgeLoss(undefined, trigger);
  };
  const judgeLoss = (declaredFrom: Date | undefined, trigger: string): void => {
    const found = loss.judge(declaredFrom);
    report('nothing lost without a declaration', found?.detail, found?.seen?.trigger ?? trigger, found?.seen?.at);
  };

  const stops = [
    estate.onChanged(check),
    estate.ledger.onRecorded((entry) => {
      const repeated = effects?.add(entry);
      if (repeated === undefined) return;
      const { where, text, times } = repeated;
      violated('no effect twice', `${text} changed ${where} ${String(times)} times`, `${entry.by} at ${entry.where}`);
    }),
  ];
  check('the watch begins');

  return {
    violations,
    procedure(name) {
      const counted = new EffectCount();
      effects = counted;
      const shippedFromMirror = shipsFromMirror(estate).catch(() => false);
      const ended = (lossFrom: Date | undefined): void => {
        if (effects === counted) effects = undefined;
        judgeLoss(lossFrom, `the end of the ${name}`);
      };
      return {
        ended,
        async completed(lossFrom) {
          ended(lossFrom);
          for (const deviation of await deviations(estate, lync, name, { shippedFromMirror: await shippedFromMirror }))
            violated('the end is what the topology says', deviation, `the ${name} says that it is complete`);
        },
      };
    },
    checkLoss(declaredFrom) {
      judgeLoss(declaredFrom, 'a look at all messages');
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}
