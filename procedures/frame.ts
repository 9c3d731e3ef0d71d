/** How a runbook is written: steps of operations, each with its undo beside it. */
import type {
  ConsentValue,
  Entry,
  Given,
  OperationValue,
  PointOfNoReturn,
  Ref,
  RefPromise,
  StepValue,
} from '../domain/run/runbook';
import type { DataCentreSide } from '../domain/topology/pool';
import { operationRows, type GivesOf, type InputOf, type OperationName } from './contract';

/** An operation with references to what it will give. */
export interface Operation<Name extends OperationName = OperationName> extends OperationValue {
  readonly name: Name;
  readonly input: Given<InputOf<Name>> & OperationValue['input'];
  readonly gives: { readonly [Field in keyof GivesOf<Name>]: Ref<GivesOf<Name>[Field]> };
}

interface Around<Name extends OperationName> {
  /** Tells operations of one name in a runbook apart. */
  readonly key?: string;
  readonly predicts?: Partial<GivesOf<Name>>;
  readonly promises?: { readonly [Field in keyof GivesOf<Name>]?: RefPromise };
}

/** @returns the operation as data; it is carried out by a host worker of `side` with the role that the contract says. */
export function operation<Name extends OperationName>(
  name: Name,
  side: DataCentreSide,
  input: Operation<Name>['input'],
  { key, predicts = {}, promises = {} }: Around<Name> = {},
): Operation<Name> {
  const { version, role, kind, gives, atLeast } = operationRows[name];
  const id = key === undefined ? name : `${name}:${key}`;
  const [expected, certain]: Readonly<Record<string, unknown>>[] = [predicts, promises];
  const references = Object.fromEntries(
    gives.map((field): [string, Ref] => [
      field,
      {
        ref: { operation: id, field },
        predicted: expected?.[field] ?? null,
        promise: (certain?.[field] as RefPromise | undefined) ?? null,
      },
    ]),
  );
  return { id, name, version, kind, side, role, input, atLeast, gives: references as Operation<Name>['gives'] };
}

const valueOf = ({
  id,
  name,
  version,
  kind,
  side,
  role,
  input,
  atLeast,
  forClients,
}: OperationValue): OperationValue => ({
  id,
  name,
  version,
  kind,
  side,
  role,
  input,
  atLeast,
  ...(forClients === undefined ? {} : { forClients }),
});

/** Of an undo: users wait for it. */
export const forClients = <Value extends OperationValue>(value: Value): Value => ({ ...value, forClients: true });

/** One numbered line: its operations in order, and what puts the estate back, in the order in which that is done. */
export const step = (
  id: string,
  operations: readonly OperationValue[],
  undo: readonly OperationValue[] = [],
): StepValue => ({ kind: 'step', id, operations: operations.map(valueOf), undo: undo.map(valueOf) });

/** What follows is not undone: the run only moves forward. */
export const pointOfNoReturn: PointOfNoReturn = { kind: 'point of no return' };

/** The run waits here until a person agrees. */
export const consent = (id: string, says: string): ConsentValue => ({ kind: 'consent', id, says });

/** The entries where the condition holds, else none. */
export const when = <Value extends Entry | OperationValue>(
  condition: boolean,
  ...values: readonly Value[]
): readonly Value[] => (condition ? values : []);

/** What is made of a part of the situation that may not be there. */
export const given = <Part, Made>(part: Part | null, make: (part: Part) => Made): Made | null =>
  part === null ? null : make(part);
