/** States that seldom come about, each known by what a run shows at its end or on its way. A campaign tells which it reached. */
import type { Plan } from '../../../domain/run/plan';
import { isStep } from '../../../domain/run/runbook';
import type { Progress } from '../../../domain/run/progress';
import type { Report } from '../../../domain/run/report';

export interface Shown {
  readonly plan?: Plan | undefined;
  readonly progress?: Progress | undefined;
  readonly report?: Report | undefined;
  /** How Temporal calls its end. */
  readonly status: string;
  /** The sentence that it failed with. */
  readonly refusal?: string | undefined;
  /** Everything that it showed while it waited. */
  readonly said: readonly string[];
}

type Mark = (shown: Shown) => boolean;

const hasStep =
  (id: string): Mark =>
  ({ plan }) =>
    plan?.entries.some((entry) => isStep(entry) && entry.id === id) === true;
const ended =
  (result: Report['result']): Mark =>
  ({ report }) =>
    report?.result === result;
const refusedWith =
  (pattern: RegExp): Mark =>
  ({ refusal = '' }) =>
    pattern.test(refusal);
const saidOnce =
  (pattern: RegExp): Mark =>
  ({ said }) =>
    said.some((sentence) => pattern.test(sentence));
const decided =
  (update: string, times = 1): Mark =>
  ({ report }) =>
    (report?.decisions.filter((decision) => decision.update === update).length ?? 0) >= times;
const noted =
  (pattern: RegExp): Mark =>
  ({ plan, report }) =>
    [...(plan?.notes ?? []), ...(report?.notes ?? [])].some((note) => pattern.test(note));
const stepIs =
  (id: string, status: string): Mark =>
  ({ progress }) =>
    progress?.steps.some((step) => step.id === id && step.status === status) === true;
const isOf =
  (procedure: string): Mark =>
  ({ plan }) =>
    plan?.procedure === procedure;
const all =
  (...marks: readonly Mark[]): Mark =>
  (shown) =>
    marks.every((mark) => mark(shown));

export const rareStates: Readonly<Record<string, Mark>> = {
  completed: ended('completed'),
  'completed with skips': ended('completed with skips'),
  'serving, unprotected': ended('serving, unprotected'),
  'a failover undone': all(isOf('failover'), ended('undone')),
  'a failback undone': all(isOf('failback'), ended('undone')),
  'abandoned in an undo': all(
    ended('abandoned'),
    ({ report }) => (report?.undone.length ?? 0) > 0 || decided('abort')({ report, said: [], status: '' }),
  ),
  'abandoned past the point of no return': all(ended('abandoned'), saidOnce(/forward|failed/)),
  'cancelled in Temporal': ({ status }) => status === 'CANCELLED',
  terminated: ({ status }) => status === 'TERMINATED',
  'an undo is owed': ({ report }) => (report?.owed?.length ?? 0) > 0,
  'an undo failed and was retried': all(decided('retryStep'), saidOnce(/its undo failed/)),
  'an undo was left to a person': noted(/was left to a person/),
  'the estate differs after an undo': ({ report }) => (report?.differs?.length ?? 0) > 0,
  'a step retried three times': decided('retryStep', 3),
  'a step skipped': ({ report }) => (report?.skipped.length ?? 0) > 0,
  'aborted by a person': decided('abort'),
  'loss accepted': decided('acceptDataLoss'),
  'loss accepted in a failback': all(isOf('failback'), decided('acceptDataLoss')),
  'nobody takes a task': saidOnce(/has taken it for/),
  'nobody has a management shell': saidOnce(/with the role lync, in .* or in/),
  'not fenced': saidOnce(/Not fenced/),
  'the Agent is stopped': saidOnce(/Agent .*(stopped|not running|not currently running)/),
  'a worker lost its heartbeat': saidOnce(/died or lost its connection/),
  'the pool state was changed': saidOnce(/The pool state is .*changed by somebody/),
  'an answer that was lost': saidOnce(/may or may not have taken effect/),
  'a cmdlet that lied': saidOnce(/reported success, but/),
  'the active list was changed': saidOnce(/The active list was changed/),
  'the share is out of reach': saidOnce(/share .* cannot be reached/),
  'a failover goes on': all(isOf('failover'), noted(/is ONLINE already: the run goes on/)),
  'a failover goes on behind a fence': all(isOf('failover'), hasStep('confirmFence')),
  'a failover sets a second copy OFFLINE': all(isOf('failover'), noted(/goes on from there/), hasStep('setOffline')),
  'a failover goes on for its mirror alone': all(
    isOf('failover'),
    noted(/goes on from there/),
    stepIs('mirrorBackup', 'done'),
  ),
  'a failback lets users in': all(isOf('failback'), noted(/an earlier run ended half-way/)),
  'a failback brings a sealed principal back': all(isOf('failback'), hasStep('bringPrincipalBack')),
  'a failback without its secondary': all(isOf('failback'), noted(/cannot be fenced, so see that it stays off/)),
  'a failback parts an old pair': all(isOf('failback'), hasStep('partPrimary')),
  'a failback silences a job': all(isOf('failback'), hasStep('silenceLogBackups')),
  'a failback overwrites an old copy': all(isOf('failback'), noted(/will be overwritten/)),
  'jobs of an earlier run are removed': hasStep('removeLeftJobs'),
  'a job of an earlier run still runs': refusedWith(/of an earlier run, which has ended, still runs/),
  'a seal of an earlier run counts': noted(/is sealed by/),
  'the tail of a damaged log': hasStep('saveTailLog'),
  'refused: the mirror lives': refusedWith(/Its mirror on .* lives/),
  'refused: the principal lives': refusedWith(/its principal .* lives/),
  'refused: two principals': refusedWith(/neither mirrors the other/),
  'refused: a sealed copy without its file': refusedWith(/RESTORING behind an earlier seal/),
  'refused: out of use': refusedWith(/is not lost, it is/),
  'refused: swapped roles': refusedWith(/the roles are swapped/),
  'refused: failed over already': refusedWith(/failed over already/),
  'refused: nothing to fail back': refusedWith(/nothing to fail back/),
  'refused: nothing to copy back': refusedWith(/nothing to copy back/),
  'refused: a worker is missing': refusedWith(/took a task; start one/),
  'refused: the share': refusedWith(/The share .* cannot be reached/),
  'refused: the Agent': refusedWith(/Agent on the .* is not running/),
  'refused: the backup may be newer': refusedWith(/it may be the newer one/),
  'refused: the log chain': refusedWith(/log backups? .*(missing|could not be read)/),
  'refused: no way back': refusedWith(/There would be no way back/),
};

export const reachedBy = (shown: Shown): string[] =>
  Object.entries(rareStates).flatMap(([name, mark]) => (mark(shown) ? [name] : []));
