/** What became of a plan between the consent and the first act. */
import { lsn } from '../../../domain/lsn';
import type { LossBound } from '../../../domain/loss-bound';
import type { Plan, PlannedOperation } from '../../../domain/run/plan';
import { planChange, type PlanChange } from '../../../domain/run/plan-change';
import type { Ref, RefPromise } from '../../../domain/run/runbook';
import { aPlan, aStep, anAct, anOperation } from '../../support/a-plan';

const since = (text: string): LossBound => ({
  kind: 'since',
  lsn: lsn(text),
  since: null,
  minutes: null,
  says: `Every message logged after LSN ${text} may be lost.`,
});

interface Seen {
  /** Where the log backups end. */
  readonly endsAt?: string;
  readonly shareReachable?: boolean;
  readonly toCopy?: readonly string[];
  readonly toApply?: readonly string[];
  /** The primary answers, so that a tail of its log is taken. */
  readonly tail?: boolean;
  readonly lossBound?: LossBound;
  readonly rows?: number;
  readonly recorded?: string;
  readonly share?: string;
  readonly job?: string;
  readonly servers?: readonly string[];
  readonly reversed?: boolean;
}

const reference = (operation: string, field: string, promise: RefPromise | null, predicted: unknown = null): Ref => ({
  ref: { operation, field },
  predicted,
  promise,
});

const copies = (files: readonly string[], verb: string) => files.map((file) => anAct(`${verb} ${file}`));
const withInput = (operation: PlannedOperation, input: PlannedOperation['input']): PlannedOperation => ({
  ...operation,
  input,
});

/** A plan that differs from the one that was agreed to in what is said here; its hash names that. */
function planned(seen: Seen = {}, changes: Partial<Plan> = {}): Plan {
  const { endsAt = '300', shareReachable = true, toCopy = ['2.trn'], toApply = ['1.trn', '2.trn'] } = seen;
  const upTo = seen.tail === true ? reference('takeTailLog', 'lastLsn', { kind: 'LSN at least', lsn: endsAt }) : endsAt;
  const file = reference('backUpDatabase', 'file', { kind: 'file under', folder: seen.share ?? '\\\\fs1\\logs' });
  const steps = [
    aStep('recordLogShipping', {
      operations: [{ ...withInput(anOperation('recordLogShipping'), { rows: seen.rows ?? 0 }), kind: 'look' }],
    }),
    aStep('removeLogShipping', {
      operations: [anOperation('removeLogShipping', [anAct(`EXEC sp_update_job '${seen.job ?? 'LSCopy_mgc'}'`)])],
      undo: [
        withInput(anOperation('restoreLogShipping', [anAct('EXEC sp_add')]), {
          servers: seen.servers ?? ['chat1'],
          record: reference('recordLogShipping', 'record', null, seen.recorded ?? 'as it was'),
          nested: { file },
        }),
      ],
    }),
    aStep('copyLogBackups', {
      operations: [
        {
          ...withInput(anOperation('copyLogBackups', copies(toCopy, 'copy')), { shareReachable, upTo }),
          atLeast: ['upTo', 'shareReachable'],
        },
      ],
    }),
    aStep('applyLogBackups', {
      operations: [
        { ...withInput(anOperation('applyLogBackups', copies(toApply, 'RESTORE LOG')), { upTo }), atLeast: ['upTo'] },
      ],
    }),
  ];
  return aPlan({
    hash: JSON.stringify([seen, changes]),
    consents: seen.lossBound?.kind === 'since' ? ['acceptDataLoss', 'approve'] : ['approve'],
    ...(seen.lossBound === undefined ? {} : { lossBound: seen.lossBound }),
    entries: [...(seen.reversed === true ? steps.reverse() : steps), { kind: 'point of no return' }],
    ...changes,
  });
}

const none: LossBound = { kind: 'none', says: 'Nothing is lost.' };
const lost = { endsAt: '300', lossBound: since('300') };
const grown = { toCopy: ['2.trn', '3.trn'], toApply: ['1.trn', '2.trn', '3.trn'] };
const sealed = { tail: true, lossBound: none };

type Row = readonly [says: string, agreed: Plan, now: Plan];
const becomes = (change: PlanChange, rows: readonly Row[]): void =>
  it.each(rows)('when %s', (_, agreed, now) => {
    expect(planChange(agreed, now)).toBe(change);
  });

describe('a plan is the same', () => {
  becomes('same', [
    ['nothing has changed', planned(), planned()],
    [
      'only what a person reads beside it has',
      planned(),
      planned({}, { hash: planned().hash, notes: ['Another note.'] }),
    ],
  ]);
});

describe('a plan keeps all that was promised, and has more', () => {
  becomes('more', [
    ['the log goes on to a later LSN', planned(), planned({ endsAt: '301' })],
    ['the later LSN has more digits', planned({ endsAt: '99' }), planned({ endsAt: '100' })],
    ['another log backup is to be copied and applied', planned(), planned({ ...grown, endsAt: '400' })],
    ['log shipping has copied a file meanwhile', planned(), planned({ toCopy: [] })],
    ['log shipping has applied a file meanwhile', planned(), planned({ toCopy: [], toApply: ['2.trn'] })],
    ['the share can be reached again', planned({ shareReachable: false }), planned()],
    ['less may be lost', planned(lost), planned({ ...grown, endsAt: '400', lossBound: since('400') })],
    [
      'the tail of the log will be promised to end later',
      planned(sealed),
      planned({ ...sealed, ...grown, endsAt: '400' }),
    ],
    ['a look is given another number beside that', planned(), planned({ endsAt: '301', rows: 12 })],
    [
      'a prediction is another one beside that, and no line says so',
      planned(),
      planned({ endsAt: '301', recorded: 'later' }),
    ],
  ]);
});

describe('a plan is another one', () => {
  becomes('other', [
    ['the log ends earlier', planned(), planned({ endsAt: '299' })],
    ['the log ends earlier, and fewer digits say so', planned({ endsAt: '100' }), planned({ endsAt: '99' })],
    ['the tail of the log is promised to end earlier', planned(sealed), planned({ ...sealed, endsAt: '299' })],
    ['the share cannot be reached any more', planned(), planned({ shareReachable: false })],
    ['more may be lost', planned(lost), planned({ endsAt: '300', lossBound: since('299') })],
    ['a loss appears where there was none', planned({ lossBound: none }), planned(lost)],
    ['a loss appears where nothing was said of one', planned(), planned(lost)],
    ['nothing is lost any more, but other steps are taken for that', planned(lost), planned(sealed)],
    ['a statement is another one', planned(), planned({ job: 'Copy jobs' })],
    [
      'a statement is another one, whatever else there is more',
      planned(),
      planned({ ...grown, endsAt: '400', job: 'Copy jobs' }),
    ],
    ['another list of servers would be put back', planned(), planned({ servers: ['chat1', 'chat2'] })],
    ['a file is promised under another folder', planned(), planned({ share: '\\\\fs2\\logs' })],
    ['a result takes the place of what was known', planned(), planned({ tail: true })],
    ['the steps are taken in another order', planned(), planned({ reversed: true })],
    ['a step is left out', planned(), planned({}, { entries: planned().entries.slice(1) })],
    ['a step comes in', planned(), planned({}, { entries: [...planned().entries, aStep('verifyService')] })],
    [
      'the point of no return moves',
      planned(),
      planned({}, { entries: [{ kind: 'point of no return' }, ...planned().entries.slice(0, -1)] }),
    ],
    [
      'it asks in the middle',
      planned(),
      planned({}, { entries: [{ kind: 'consent', id: 'goOn', says: 'Well?' }, ...planned().entries] }),
    ],
    ['it is of another procedure', planned(), planned({}, { procedure: 'failback' })],
    ['it is of another order', planned(), planned({}, { order: 'as-documented' })],
  ]);
});
