/** What earlier runs of a pool still owe: an obstacle where it is seen not to have been done since, else a note. */
import type { Obstacle } from '../domain/judgements';
import { storeSeen, type Observation, type StoreFacts } from '../domain/observation';
import type { OwedBefore } from '../domain/run/report';
import type { OperationValue } from '../domain/run/runbook';
import type { StoreRole } from '../domain/topology/pool';
import { standingBackupJob } from '../domain/log-shipping-record';
import type { OperationName } from './contract';

type Judge = (store: StoreFacts, input: OperationValue['input']) => boolean;

/** By the store: whether what an undo would bring about is so. One that is not here leaves nothing that looks can tell. */
const isBroughtAbout: Readonly<Partial<Record<OperationName, Judge>>> = {
  setOnline: ({ copy }) => copy?.state !== 'OFFLINE',
  bringPrincipalBack: ({ copy }) => copy?.state === 'ONLINE',
  resumeLogBackups: (store, { enables }) => enables !== true || logBackupsGoOn(store),
  enableLogBackups: logBackupsGoOn,
  restoreLogShipping: ({ shipping }) => shipping?.secondary !== undefined,
  installMirror: ({ copy }) => copy?.mirroringRole != null,
};

function logBackupsGoOn({ shipping }: StoreFacts): boolean {
  // Without log shipping no job of it is missing.
  return shipping?.primary === undefined || standingBackupJob(shipping)?.enabled !== false;
}

/** Seeding takes hours, and what is not mirrored can be failed over and back: when that is done is for a person to say. */
const mayWait: readonly string[] = ['installMirror'] satisfies OperationName[];

type Standing = 'done' | 'not done' | 'may wait' | 'not known';

function standing({ operations }: OwedBefore, seen: Observation): Standing {
  const all = operations.map(({ name, input }): Standing => {
    const judge = (isBroughtAbout as Readonly<Record<string, Judge | undefined>>)[name];
    const facts = storeSeen(seen, (input['on'] ?? input['of']) as StoreRole);
    if (judge === undefined || facts?.server === undefined) return 'not known';
    if (judge(facts, input)) return 'done';
    return mayWait.includes(name) ? 'may wait' : 'not done';
  });
  return (['not done', 'not known', 'may wait'] as const).find((each) => all.includes(each)) ?? 'done';
}

export interface OwedSeen {
  readonly obstacles: readonly Obstacle[];
  readonly notes: readonly string[];
  /** What a later run is to look at again. */
  readonly left: readonly OwedBefore[];
}

export function owedSeen(owed: readonly OwedBefore[], seen: Observation): OwedSeen {
  const judged = owed.map((each) => ({ each, is: standing(each, seen) }));
  const left = judged.filter(({ is }) => is !== 'done');
  return {
    obstacles: left.flatMap(({ each, is }) =>
      is === 'not done'
        ? {
            id: 'undoOwed',
            says: `${whose(each)}, and it has not been done since. Do it by hand, then start again: ${each.lines.join('; ')}`,
          }
        : [],
    ),
    notes: left.flatMap(({ each, is }) => {
      if (is === 'not done') return [];
      const since =
        is === 'may wait'
          ? 'it has not been done since. By hand'
          : 'whether somebody has done it since cannot be seen. If not';
      return `${whose(each)}; ${since}: ${each.lines.join('; ')}`;
    }),
    left: left.map(({ each }) => each),
  };
}

const whose = ({ procedure, since, step, title, why }: OwedBefore): string =>
  `A ${procedure} that ended at ${since} owes the undo of "${step}" (${title}): ${why.replace(/\.$/, '')}`;
