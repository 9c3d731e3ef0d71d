/** A procedure that only tests know: it empties the active list, asks in the middle, and fills the list again. */
import { z } from 'zod';
import { lyncSilent } from '../../../domain/judgements';
import type { LossBound } from '../../../domain/loss-bound';
import type { LyncFacts } from '../../../domain/observation';
import { acceptDataLossShape, startShape } from '../../../domain/run/request';
import type { Runbook } from '../../../domain/run/runbook';
import { lyncOr, reading, storeSituation, type StoreSituation } from '../../../domain/situation';
import { consent, pointOfNoReturn, step } from '../../../procedures/frame';
import { defineProcedure, type Procedure } from '../../../procedures/procedure';
import {
  confirmNobodyActive,
  noteComplianceRows,
  recordLogShipping,
  setActiveServers,
  verifyService,
} from '../../../procedures/vocabulary';

export interface Situation {
  readonly lync: LyncFacts;
  readonly backup: StoreSituation;
}

const heardBy = ['primary', 'secondary'] as const;

export const runbook = ({ lync, backup }: Situation): Runbook => [
  step('record', [recordLogShipping(backup, {}, lync)]),
  step(
    'emptyActiveList',
    [setActiveServers('none', [], heardBy)],
    [setActiveServers('as before', lync.activeServers, heardBy, lync.poolState)],
  ),
  consent('goOn', 'The chat is down. Shall it come back?'),
  pointOfNoReturn,
  step('fillActiveList', [
    confirmNobodyActive(),
    setActiveServers('again', lync.activeServers, heardBy, 'Normal'),
    verifyService('primary'),
  ]),
];

const row = (title: string, undo: string | null) => ({ title, runbook: 'ours: a test', evidence: 'the lab', undo });

export const steps = {
  record: {
    ...row('Record the active list', 'nothing to undo: it only reads'),
    says: 'active: {activeServers}',
  },
  emptyActiveList: row('Empty the active list', 'the active list as it was'),
  fillActiveList: { ...row('Fill the active list again', null), says: '{chatServers} at work' },
} as const;

interface Changes {
  readonly name?: string;
  readonly runbook?: (situation: Situation) => Runbook;
  readonly loss?: LossBound;
}

export const threeSteps = (changes: Changes = {}): Procedure =>
  defineProcedure({
    name: changes.name ?? 'threeSteps',
    about: 'empties the active list of a pool and fills it again',
    input: z.strictObject({ ...startShape, ...acceptDataLossShape }),
    locks: true,
    looks: [],
    asks: true,
    read: (seen, pool) =>
      reading([lyncSilent(seen, pool)], {
        lync: lyncOr(seen, pool, 'Normal'),
        backup: storeSituation(seen, 'backup'),
      }),
    runbook: changes.runbook ?? runbook,
    steps,
    order: () => 'as written',
    ...(changes.loss === undefined ? {} : { lossBound: () => changes.loss }),
    notes: () => ['It is a test.'],
    serving: () => 'primary',
    next: () => 'Look at the lab.',
  });

/** One that only looks: it holds no lock and asks nobody. */
export const lookOn: Procedure = defineProcedure({
  name: 'lookOn',
  about: 'looks at a pool',
  input: z.strictObject(startShape),
  locks: false,
  looks: [],
  asks: false,
  read: (seen, pool) =>
    reading([lyncSilent(seen, pool)], { lync: lyncOr(seen, pool, 'Normal'), backup: storeSituation(seen, 'backup') }),
  runbook: ({ lync, backup }: Situation) => [
    step('record', [recordLogShipping(backup, {}, lync)]),
    step('countComplianceRows', [noteComplianceRows(null, 'primary')]),
  ],
  steps: {
    record: steps.record,
    countComplianceRows: row('Count compliance rows', 'nothing to undo: it only reads'),
  },
  order: () => 'as written',
  notes: () => [],
  serving: () => 'primary',
  next: () => 'Nothing.',
});
