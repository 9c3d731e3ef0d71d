/**
 * A runbook as data: what a procedure does, in order, with the results that later operations take from earlier ones. It
 * travels in histories; `procedures/` writes it, the planner adds statements to it, the executor runs it and reads nothing else.
 */
import type { DataCentreSide, WorkerRole } from '../topology/pool';

/**
 * How an operation behaves, which decides on its timeouts and on what a cancellation does: `look` changes nothing and may be
 * left alone, `act` is quick, `long act` lasts as long as copies of a database do.
 */
export type OperationKind = 'look' | 'act' | 'long act';

/** What is certain of a result before it is there; the executor holds the result against it before anybody is sent it. */
export type RefPromise =
  | { readonly kind: 'file under'; readonly folder: string }
  /** Decimal text, at most 25 digits. */
  | { readonly kind: 'LSN at least'; readonly lsn: string };

/** The field of an earlier operation's result. Nothing can branch on it: what it holds is known to the executor alone. */
export interface Ref<Value = unknown> {
  readonly ref: { readonly operation: string; readonly field: string };
  /** What it will be, where that is known before the run; a plan prints it. */
  readonly predicted: Value | null;
  readonly promise: RefPromise | null;
}

export const isRef = (value: unknown): value is Ref =>
  typeof value === 'object' && value !== null && 'ref' in value && 'predicted' in value;

/** An input in which any field may be a reference, at any depth. */
export type Given<Input> = { readonly [Field in keyof Input]: GivenValue<Input[Field]> | Ref<Input[Field]> };
type GivenValue<Value> = Value extends readonly unknown[] ? Value : Value extends object ? Given<Value> : Value;

export interface OperationValue {
  /** Unique in its runbook; references name it. */
  readonly id: string;
  /** Name of the operation, which is the activity's type. */
  readonly name: string;
  /** Version of its contract that the runbook was written for. */
  readonly version: number;
  readonly kind: OperationKind;
  readonly side: DataCentreSide;
  readonly role: WorkerRole;
  /** Plain data, references included. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Fields of the input that promise a minimum: an LSN that is later, or `true` for `false`, is more and not another thing. */
  readonly atLeast: readonly string[];
  /** Of an undo: users wait for it, so it comes before all of what is taken back. */
  readonly forClients?: true;
}

export interface StepValue<Operation = OperationValue> {
  readonly kind: 'step';
  readonly id: string;
  readonly operations: readonly Operation[];
  /** Run in this order when the step is undone, but clients first; remembered before its first operation is sent. */
  readonly undo: readonly Operation[];
}

export interface PointOfNoReturn {
  readonly kind: 'point of no return';
}

/** A consent in the middle: the run waits until a person has agreed. */
export interface ConsentValue {
  readonly kind: 'consent';
  readonly id: string;
  /** What is agreed to, as a sentence. */
  readonly says: string;
}

export type Entry<Step = StepValue> = Step | PointOfNoReturn | ConsentValue;
export type Runbook = readonly Entry[];

export const isStep = <Step extends { readonly kind: 'step' }>(
  entry: Step | PointOfNoReturn | ConsentValue,
): entry is Step => entry.kind === 'step';

/** Every reference in a value, however deep. */
export function refsIn(value: unknown): Ref[] {
  if (isRef(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(refsIn);
}

/** A copy of the value in which each reference is what `resolve` makes of it. */
export function resolved(value: unknown, resolve: (reference: Ref) => unknown): unknown {
  if (isRef(value)) return resolve(value);
  if (Array.isArray(value)) return value.map((item) => resolved(item, resolve));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, resolve)]));
}

/** The same with what is predicted; what nobody can know before is `null`. */
export const predicted = (value: unknown): unknown => resolved(value, (reference) => reference.predicted);

/** Whether a step may be left out as far as the value says: nothing that comes later takes a result of it. */
export function isTakenFrom(runbook: readonly Entry[], step: StepValue): boolean {
  const ids = new Set(step.operations.map(({ id }) => id));
  const index = runbook.indexOf(step);
  return runbook
    .slice(index + 1)
    .filter(isStep)
    .flatMap(({ operations, undo }) => refsIn([...operations, ...undo].map(({ input }) => input)))
    .some(({ ref }) => ids.has(ref.operation));
}

/** What is wrong with a runbook as a value; sentences for whoever wrote it. */
export function runbookProblems(runbook: Runbook): string[] {
  const problems: string[] = [];
  const taken = new Set<string>();
  const known = new Set<string>();
  const entryIds = new Set<string>();
  const take = (operation: string): void => {
    if (taken.has(operation)) problems.push(`The operation "${operation}" stands twice.`);
    taken.add(operation);
  };
  for (const entry of runbook) {
    if (entry.kind === 'point of no return') continue;
    // A decision names what it is about by its id.
    if (entryIds.has(entry.id)) problems.push(`The ${entry.kind} "${entry.id}" stands twice.`);
    entryIds.add(entry.id);
  }
  for (const { id, operations, undo } of runbook.filter(isStep)) {
    if (operations.length === 0) problems.push(`The step "${id}" has no operation.`);
    // Before its own results are there: the act may have taken effect and lost the answer.
    const before = new Set(known);
    for (const { id: operation, input } of operations) {
      for (const { ref } of refsIn(input))
        if (!known.has(ref.operation))
          problems.push(
            `"${operation}" of step "${id}" takes "${ref.field}" of "${ref.operation}", which did not run before it.`,
          );
      take(operation);
      known.add(operation);
    }
    for (const { id: operation, input } of undo) {
      for (const { ref } of refsIn(input))
        if (!before.has(ref.operation))
          problems.push(
            `The undo "${operation}" of step "${id}" takes "${ref.field}" of "${ref.operation}", a result that it cannot count on.`,
          );
      take(operation);
    }
  }
  const points = runbook.filter(({ kind }) => kind === 'point of no return').length;
  if (points > 1) problems.push('There is more than one point of no return.');
  const after = runbook.findIndex(({ kind }) => kind === 'point of no return');
  for (const entry of after < 0 ? [] : runbook.slice(after)) {
    if (entry.kind === 'consent')
      problems.push('A consent stands behind the point of no return: nobody could refuse it.');
    if (isStep(entry) && entry.undo.length > 0)
      problems.push(`The step "${entry.id}" has an undo, but stands behind the point of no return.`);
  }
  return problems;
}
