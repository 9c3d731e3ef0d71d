/** A runbook as a value: its references, and what makes it wrong. */
import fc from 'fast-check';
import {
  isRef,
  isTakenFrom,
  predicted,
  refsIn,
  resolved,
  runbookProblems,
  type Entry,
  type OperationValue,
  type Ref,
  type Runbook,
  type StepValue,
} from '../../../domain/run/runbook';

const ref = (operation: string, field: string, known: unknown = null): Ref => ({
  ref: { operation, field },
  predicted: known,
  promise: null,
});

const op = (id: string, input: Readonly<Record<string, unknown>> = {}): OperationValue => ({
  id,
  name: 'anOperation',
  version: 1,
  kind: 'act',
  side: 'secondary',
  role: 'sql',
  input,
  atLeast: [],
});

const step = (id: string, operations: readonly OperationValue[], undo: readonly OperationValue[] = []): StepValue => ({
  kind: 'step',
  id,
  operations,
  undo,
});

const point: Entry = { kind: 'point of no return' };
const consent = (id: string): Entry => ({ kind: 'consent', id, says: 'Is all well?' });

describe('a runbook is right', () => {
  it.each<readonly [string, Runbook]>([
    ['when it is empty', []],
    [
      'when a later step takes what an earlier one gave',
      [step('a', [op('x')]), step('b', [op('y', { of: ref('x', 'file') })])],
    ],
    [
      'when an operation takes what one before it in its step gave',
      [step('a', [op('x'), op('y', { of: ref('x', 'file') })])],
    ],
    [
      'when an undo takes what an earlier step gave',
      [step('a', [op('x')]), step('b', [op('y')], [op('-y', { of: ref('x', 'file') })])],
    ],
    [
      'when it asks before the point of no return',
      [step('a', [op('x')], [op('-x')]), consent('c'), point, step('b', [op('y')])],
    ],
  ])('%s', (_, runbook) => {
    expect(runbookProblems(runbook)).toEqual([]);
  });
});

describe('a runbook is wrong', () => {
  it.each<readonly [string, Runbook, readonly string[]]>([
    [
      'when an undo refers to a result of its own step: the act may have lost the answer',
      [step('a', [op('x')], [op('-x', { file: ref('x', 'file') })])],
      ['The undo "-x" of step "a" takes "file" of "x", a result that it cannot count on.'],
    ],
    [
      'when an undo refers to a result of a later step',
      [step('a', [op('x')], [op('-x', { file: ref('y', 'file') })]), step('b', [op('y')])],
      ['The undo "-x" of step "a" takes "file" of "y", a result that it cannot count on.'],
    ],
    [
      'when an undo refers to what another undo gives',
      [step('a', [op('x')], [op('-x')]), step('b', [op('y')], [op('-y', { file: ref('-x', 'file') })])],
      ['The undo "-y" of step "b" takes "file" of "-x", a result that it cannot count on.'],
    ],
    [
      'when an operation refers to one that comes later in its step',
      [step('a', [op('x', { of: ref('y', 'file') }), op('y')])],
      ['"x" of step "a" takes "file" of "y", which did not run before it.'],
    ],
    [
      'when an operation refers to itself',
      [step('a', [op('x', { of: ref('x', 'file') })])],
      ['"x" of step "a" takes "file" of "x", which did not run before it.'],
    ],
    [
      'when an operation refers to a later step, or to none, however deep',
      [step('a', [op('x', { deep: [{ er: ref('y', 'lsn') }], none: ref('z', 'lsn') })]), step('b', [op('y')])],
      [
        '"x" of step "a" takes "lsn" of "y", which did not run before it.',
        '"x" of step "a" takes "lsn" of "z", which did not run before it.',
      ],
    ],
    ['when two steps have one id', [step('a', [op('x')]), step('a', [op('y')])], ['The step "a" stands twice.']],
    [
      'when a consent has the id of a step, or of another consent: a decision names one of them',
      [step('a', [op('x')]), consent('a'), consent('c'), consent('c')],
      ['The consent "a" stands twice.', 'The consent "c" stands twice.'],
    ],
    [
      'when two operations have one id, in one step or in two',
      [step('a', [op('x'), op('x')]), step('b', [op('x')])],
      ['The operation "x" stands twice.', 'The operation "x" stands twice.'],
    ],
    [
      'when an undo has the id of an operation, whose result it would replace',
      [step('a', [op('x')], [op('y')]), step('b', [op('y')])],
      ['The operation "y" stands twice.'],
    ],
    ['when a step is empty', [step('a', [])], ['The step "a" has no operation.']],
    [
      'when it has two points of no return',
      [point, step('a', [op('x')]), point],
      ['There is more than one point of no return.'],
    ],
    [
      'when a step has an undo behind the point of no return',
      [step('a', [op('x')]), point, step('b', [op('y')], [op('-y')])],
      ['The step "b" has an undo, but stands behind the point of no return.'],
    ],
    [
      'when it asks behind the point of no return',
      [step('a', [op('x')]), point, consent('c')],
      ['A consent stands behind the point of no return: nobody could refuse it.'],
    ],
  ])('%s', (_, runbook, problems) => {
    expect(runbookProblems(runbook)).toEqual(problems);
  });
});

describe('a step is taken from', () => {
  const giver = step('a', [op('x'), op('y')], [op('-x')]);
  const other = step('b', [op('z')]);

  it.each<readonly [string, boolean, Runbook]>([
    [
      'when a later operation takes a result of one of its operations',
      true,
      [giver, step('c', [op('v', { of: ref('y', 'file') })])],
    ],
    ['when that stands deep in an input', true, [giver, step('c', [op('v', { of: { all: [ref('x', 'file')] } })])]],
    ['when a later undo takes one', true, [giver, step('c', [op('v')], [op('-v', { of: ref('x', 'file') })])]],
    [
      'when a consent stands between',
      true,
      [giver, consent('d'), point, step('c', [op('v', { of: ref('x', 'file') })])],
    ],
    ['not when nothing takes a result', false, [giver, other]],
    [
      'not when a later step takes from another one',
      false,
      [giver, other, step('c', [op('v', { of: ref('z', 'file') })])],
    ],
    [
      'not by its own operations and its own undo',
      false,
      [step('a', [op('x'), op('y', { of: ref('x', 'file') })]), other],
    ],
  ])('%s', (_, expected, runbook) => {
    expect(isTakenFrom(runbook, runbook[0] as StepValue)).toBe(expected);
  });
});

describe('the references in a value', () => {
  const input = { on: 'backup', promised: { upTo: ref('x', 'lsn', '7'), also: [ref('y', 'file')] }, none: null };

  it('are found however deep they stand, in order', () => {
    expect(refsIn(input).map(({ ref: { operation } }) => operation)).toEqual(['x', 'y']);
  });

  it.each([null, undefined, 3, 'text', true, [], {}, { ref: 'a name' }])('are none in %j', (value) => {
    expect(refsIn(value)).toEqual([]);
    expect(isRef(value)).toBe(false);
  });

  it('are replaced by what they stand for, and nothing else is', () => {
    expect(resolved(input, ({ ref: { operation, field } }) => `${field} of ${operation}`)).toEqual({
      on: 'backup',
      promised: { upTo: 'lsn of x', also: ['file of y'] },
      none: null,
    });
  });

  it('are null in a prediction where nobody can know', () => {
    expect(predicted(input)).toEqual({ on: 'backup', promised: { upTo: '7', also: [null] }, none: null });
  });

  const plain = fc.jsonValue().filter((value) => refsIn(value).length === 0);

  it('travel through a history unharmed, and a value without them is its own resolution', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const entry = { value, of: ref('x', 'file') };
        expect(refsIn(JSON.parse(JSON.stringify(entry)))).toEqual(refsIn(entry));
        expect(resolved(value, () => 'a result')).toEqual(value);
      }),
    );
  });

  it('leave nothing to resolve once they are resolved', () => {
    const anyRef = fc
      .record({ operation: fc.string(), field: fc.string() })
      .map(({ operation, field }) => ref(operation, field));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        anyRef,
        fc.string(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('tree'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        let resolutions = 0;
        const done = resolved(value, () => (resolutions += 1));
        expect(refsIn(done)).toEqual([]);
        expect(resolutions).toBe(refsIn(value).length);
      }),
    );
  });
});
