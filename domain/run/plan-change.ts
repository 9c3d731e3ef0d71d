/** What became of a plan between the consent and the first act: the same, more than was promised, or another one. */
import { compareLsn, lsn } from '../lsn';
import type { Plan, PlannedOperation } from './plan';
import { isRef, isStep, refsIn, resolved, type Ref } from './runbook';

export type PlanChange = 'same' | 'more' | 'other';

/**
 * `more`: every step is there with the same operations, and whatever is promised as a minimum is at least what it was, the
 * bound of loss included. The lines of such an operation may be others: there is more to copy or to apply, or less to do.
 */
export function planChange(agreed: Plan, now: Plan): PlanChange {
  if (agreed.hash === now.hash) return 'same';
  const same = JSON.stringify(outline(agreed)) === JSON.stringify(outline(now));
  return same && losesNoMore(agreed, now) && minimaHold(agreed, now) ? 'more' : 'other';
}

function losesNoMore({ lossBound: agreed }: Plan, { lossBound: now }: Plan): boolean {
  if (now === undefined || now.kind === 'none') return true;
  return agreed?.kind === now.kind && compareLsn(now.lsn, agreed.lsn) >= 0;
}

const operationsOf = ({ entries }: Plan): PlannedOperation[] =>
  entries.filter(isStep).flatMap(({ operations, undo }) => [...operations, ...undo]);

function minimaHold(agreed: Plan, now: Plan): boolean {
  const after = operationsOf(now).map(({ input }) => input);
  return operationsOf(agreed).every(({ input, atLeast }, index) => {
    const inputNow = after[index] ?? {};
    const references = refsIn(inputNow);
    return (
      atLeast.every((field) => isAtLeast(inputNow[field], input[field])) &&
      refsIn(input).every((reference, at) => promisesNoLess(references[at], reference))
    );
  });
}

const promisesNoLess = (now: Ref | undefined, { promise: agreed }: Ref): boolean =>
  agreed?.kind !== 'LSN at least' ||
  (now?.promise?.kind === 'LSN at least' && compareLsn(lsn(now.promise.lsn), lsn(agreed.lsn)) >= 0);

const isLsn = (value: unknown): value is string => typeof value === 'string' && /^\d{1,25}$/.test(value);

function isAtLeast(now: unknown, agreed: unknown): boolean {
  if (isRef(now) && isRef(agreed)) return true;
  if (isLsn(now) && isLsn(agreed)) return compareLsn(lsn(now), lsn(agreed)) >= 0;
  if (typeof now === 'boolean' && typeof agreed === 'boolean') return now || !agreed;
  return false;
}

/** What a hash names of a plan, without what may be more: minima, LSNs that are promised, and lines where there are minima. */
function outline({ procedure, pool, order, consents, entries }: Plan): unknown {
  const outlined = ({ acts, input, atLeast, ...rest }: PlannedOperation): unknown => ({
    ...rest,
    input:
      rest.kind === 'look'
        ? []
        : Object.entries(input).map(([field, value]) => [
            field,
            atLeast.includes(field) ? kindOf(value) : resolved(value, bare),
          ]),
    acts: atLeast.length > 0 ? [] : acts,
  });
  return [
    procedure,
    pool,
    order,
    consents,
    entries.map((entry) =>
      isStep(entry) ? { ...entry, operations: entry.operations.map(outlined), undo: entry.undo.map(outlined) } : entry,
    ),
  ];
}

const kindOf = (value: unknown): unknown => (isRef(value) ? value.ref : typeof value);

/** A promise about an LSN moves with the log. */
const bare = ({ ref, promise }: Ref): unknown => [ref, promise?.kind === 'LSN at least' ? promise.kind : promise];
