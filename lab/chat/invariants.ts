/**
 * What must hold at every moment (DESIGN 1, "never two writers"), checked after every change of the estate:
 *
 * - never two writers: no two copies of `mgc` in different data centres are ONLINE while chat servers hold a session on
 *   both. One ONLINE copy that nobody uses is allowed: a fenced primary may still stand.
 * - one side active: the active list names servers of one data centre only.
 *
 * And on demand: no acknowledged message is gone unless its loss was declared.
 */
import { dataCentreOf } from '../../domain/topology';
import { isWritable } from './store-choice';
import type { DataCentreSide } from '../../domain/topology';
import type { Estate, LabInstance } from '../estate/contract';
import type { Lync } from '../lync/contract';
import type { Chat } from './contract';

export type Invariant =
  'never two writers' | 'active servers in one data centre' | 'nothing lost without a declaration';

export interface Violation {
  readonly at: string;
  readonly invariant: Invariant;
  readonly detail: string;
}

export interface InvariantWatch {
  readonly violations: readonly Violation[];
  /**
   * Looks for acknowledged messages that are gone; those acknowledged at or after `declaredFrom` are declared lost.
   * Adds what it finds to the violations.
   */
  checkLoss(declaredFrom?: Date): void;
  stop(): void;
}

const sides: readonly DataCentreSide[] = ['primary', 'secondary'];
const chatProgram = 'ChannelService';

const writersIn = (estate: Estate, side: DataCentreSide): LabInstance[] =>
  estate.instances.filter(
    (instance) =>
      instance.place.side === side &&
      isWritable(instance, 'mgc') &&
      instance.sessions('mgc').some(({ programName }) => programName === chatProgram),
  );

const sessionsOf = (instance: LabInstance): string =>
  instance
    .sessions('mgc')
    .filter(({ programName }) => programName === chatProgram)
    .map(({ hostName }) => hostName)
    .join(', ');

function twoWriters(estate: Estate): string | undefined {
  const [primary = [], secondary = []] = sides.map((side) => writersIn(estate, side));
  if (primary.length === 0 || secondary.length === 0) return undefined;
  return [...primary, ...secondary]
    .map((instance) => `${instance.name} is ONLINE and used by ${sessionsOf(instance)}`)
    .join('; ');
}

function activeInBoth(estate: Estate, lync: Lync): string | undefined {
  const { activeServers } = lync.store.current;
  const inBoth = sides.every((side) =>
    dataCentreOf(estate.pool, side).chatServers.some((server) => activeServers.includes(server)),
  );
  return inBoth ? `the active list is ${activeServers.join(', ')}` : undefined;
}

export function watchInvariants(estate: Estate, lync: Lync, chat: Pick<Chat, 'audit'>): InvariantWatch {
  const violations: Violation[] = [];
  /** What holds now, so that one violation that lasts is reported once. */
  const standing = new Map<Invariant, string>();

  const report = (invariant: Invariant, detail: string | undefined): void => {
    if (detail === undefined) standing.delete(invariant);
    else if (standing.get(invariant) !== detail) {
      standing.set(invariant, detail);
      violations.push({ at: estate.clock.now().toISOString(), invariant, detail });
    }
  };

  const check = (): void => {
    report('never two writers', twoWriters(estate));
    report('active servers in one data centre', activeInBoth(estate, lync));
  };

  const stop = estate.onChanged(check);
  check();
  return {
    violations,
    checkLoss(declaredFrom) {
      const undeclared = chat
        .audit()
        .missing.filter(({ acknowledgedAt }) => declaredFrom === undefined || acknowledgedAt < declaredFrom);
      report(
        'nothing lost without a declaration',
        undeclared.length === 0
          ? undefined
          : `${String(undeclared.length)} acknowledged messages are gone, the first acknowledged at ${undeclared[0]!.acknowledgedAt.toISOString()}`,
      );
    },
    stop,
  };
}
