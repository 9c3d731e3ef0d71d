/** What holds of every runbook of every procedure, whatever was seen of a pool. */
import fc from 'fast-check';
import { brokenPromise } from '../../domain/run/promise';
import {
  isRef,
  isStep,
  isTakenFrom,
  refsIn,
  runbookProblems,
  type OperationValue,
  type Ref,
  type RefPromise,
  type Runbook,
  type StepValue,
} from '../../domain/run/runbook';
import { isOperationName, operationRows } from '../../procedures/contract';
import type { Procedure, StepRow } from '../../procedures/procedure';
import { procedureNames, procedures } from '../../procedures/registry';
import { Results } from '../../workflows/results';
import { anyCase, type Case } from './support/any-seen';

const orders: readonly (string | undefined)[] = [undefined, 'service-first', 'as-documented'];

/** Every runbook that a procedure writes of one case: one for each order that it takes. */
function runbooksOf(procedure: Procedure, { pool, seen }: Case): Runbook[] {
  const place = {
    share: pool.logShipping.share,
    file: (purpose: string) => `${pool.logShipping.share}\\${purpose}.bak`,
  };
  return orders.flatMap((order) => {
    const parsed = procedure.parse({ pool: pool.fqdn, ...(order === undefined ? {} : { order }) });
    return 'problems' in parsed ? [] : [procedure.write(seen, pool, parsed.request, place).runbook];
  });
}

const stepsOf = (runbook: Runbook): StepValue[] => runbook.filter(isStep);
const operationsOf = (runbook: Runbook): OperationValue[] =>
  stepsOf(runbook).flatMap(({ operations, undo }) => [...operations, ...undo]);
const referencesOf = (runbook: Runbook): Ref[] => operationsOf(runbook).flatMap(({ input }) => refsIn(input));

const rowOf = ({ name }: OperationValue) => {
  if (!isOperationName(name)) throw new Error(`The contract has no operation "${name}".`);
  return operationRows[name];
};

/** Values that keep a promise, and values that break it; a result that is missing breaks any. */
const examples = (promise: RefPromise | null): { kept: unknown; broken: readonly unknown[] } => {
  switch (promise?.kind) {
    case 'file under':
      return {
        kept: `${promise.folder.toUpperCase()}/deeper/a file.bak`,
        broken: [
          `${promise.folder}\\..\\a file.bak`,
          `${promise.folder}2\\a file.bak`,
          'C:\\a file.bak',
          `${promise.folder}\\`,
          '',
          7,
          null,
        ],
      };
    case 'LSN at least':
      return {
        kept: promise.lsn,
        broken: [
          ...(BigInt(promise.lsn) > 0n ? [String(BigInt(promise.lsn) - 1n)] : []),
          '1'.repeat(26),
          '',
          'later',
          Number(promise.lsn),
          null,
        ],
      };
    case undefined:
      return { kept: { any: 'thing' }, broken: [] };
  }
};

/** What operations have given, as a run keeps it; with `instead`, that reference gives this. */
function given(runbook: Runbook, instead?: { readonly of: Ref; readonly value: unknown }): Results {
  const results = new Results();
  const references = referencesOf(runbook);
  for (const operation of operationsOf(runbook)) {
    const fields = references.filter(({ ref }) => ref.operation === operation.id);
    results.keep(
      operation,
      Object.fromEntries(
        fields.map(({ ref: { field }, promise }) => [
          field,
          instead?.of.ref.operation === operation.id && instead.of.ref.field === field
            ? instead.value
            : examples(promise).kept,
        ]),
      ),
    );
  }
  return results;
}

function thrownBy(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (failure) {
    return failure;
  }
}

describe.each(procedureNames)('every runbook of a %s', (name) => {
  const procedure: Procedure = procedures[name];
  const rows: Readonly<Record<string, StepRow>> = procedure.steps;
  const always = (holds: (runbook: Runbook) => void): void =>
    fc.assert(
      fc.property(anyCase, (one) => {
        for (const runbook of runbooksOf(procedure, one)) holds(runbook);
      }),
      { numRuns: 60 },
    );

  it('is right as a value', () => {
    always((runbook) => {
      expect(runbookProblems(runbook)).toEqual([]);
      expect(stepsOf(runbook).length).toBeGreaterThan(0);
    });
  });

  it('reads from a history as it was written', () => {
    always((runbook) => {
      expect(JSON.parse(JSON.stringify(runbook))).toEqual(runbook);
    });
  });

  it('has a row in the table beside it for every step, and the table has no row that no runbook has', () => {
    const met = new Set<string>();
    always((runbook) => {
      for (const { id } of stepsOf(runbook)) met.add(id);
    });
    expect([...met].sort()).toEqual(Object.keys(rows).sort());
  });

  it('undoes before the point of no return alone, as its table says', () => {
    always((runbook) => {
      const point = runbook.findIndex(({ kind }) => kind === 'point of no return');
      expect(point).toBeGreaterThanOrEqual(0);
      for (const step of stepsOf(runbook)) {
        const { undo } = rows[step.id]!;
        const isForward = runbook.indexOf(step) > point;
        // Where an earlier run ended half-way, more of it is behind the point of no return.
        if (!isForward) expect([step.id, undo]).not.toEqual([step.id, null]);
        const isUndone = !isForward && undo?.startsWith('nothing to undo') === false;
        expect([step.id, step.undo.length > 0]).toEqual([step.id, isUndone]);
      }
    });
  });

  it('lets a step be left out only where nothing later takes a result of it', () => {
    always((runbook) => {
      const skippable = stepsOf(runbook).filter(({ id }) => rows[id]?.skipLeaves !== undefined);
      expect(skippable.filter((step) => isTakenFrom(runbook, step)).map(({ id }) => id)).toEqual([]);
    });
  });

  it('says of a step that is done only what its operations were given or gave', () => {
    always((runbook) => {
      for (const { id, operations } of stepsOf(runbook)) {
        const told = [...(rows[id]?.says ?? '').matchAll(/\{(\w+)\}/g)].map(([, field]) => field!);
        const known = operations.flatMap((operation) => [...Object.keys(operation.input), ...rowOf(operation).gives]);
        expect(known).toEqual(expect.arrayContaining(told));
      }
    });
  });

  it('asks of every operation what the contract says of it', () => {
    always((runbook) => {
      for (const operation of operationsOf(runbook)) {
        const { version, role, kind, atLeast } = rowOf(operation);
        expect(operation).toMatchObject({ version, role, kind, atLeast });
        expect(Object.keys(operation.input)).toEqual(expect.arrayContaining([...atLeast]));
      }
    });
  });

  it('takes from earlier operations what they give, and promises the same of a result wherever it is taken', () => {
    always((runbook) => {
      const promises = new Map<string, RefPromise | null>();
      for (const { ref, promise } of referencesOf(runbook)) {
        const giver = operationsOf(runbook).find(({ id }) => id === ref.operation)!;
        expect(rowOf(giver).gives).toContain(ref.field);
        const key = `${ref.field} of ${ref.operation}`;
        expect(promises.get(key) ?? promise).toEqual(promise);
        promises.set(key, promise);
      }
    });
  });

  it('predicts of a result nothing that would break its promise', () => {
    always((runbook) => {
      for (const { predicted, promise } of referencesOf(runbook))
        if (predicted !== null) expect(brokenPromise(predicted, promise)).toBeUndefined();
    });
  });

  it('sends an operation what earlier ones gave, once that keeps its promise', () => {
    always((runbook) => {
      const results = given(runbook);
      for (const operation of operationsOf(runbook)) {
        const sent = results.inputOf(operation);
        expect(refsIn(sent)).toEqual([]);
        for (const [field, value] of Object.entries(operation.input))
          if (isRef(value)) expect(sent).toHaveProperty(field, examples(value.promise).kept);
      }
    });
  });

  it('sends an operation nothing that breaks a promise, and nothing that is missing', () => {
    always((runbook) => {
      for (const operation of operationsOf(runbook))
        for (const reference of refsIn(operation.input))
          for (const value of [...examples(reference.promise).broken, undefined]) {
            const results = given(runbook, { of: reference, value });
            expect(thrownBy(() => results.inputOf(operation))).toMatchObject({
              type: 'PromiseBroken',
              nonRetryable: true,
            });
          }
    });
  });
});
