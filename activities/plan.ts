/** Writes the plan: the runbook as a value, with the very texts that its operations will execute, from the same builders. */
import { createHash } from 'node:crypto';
import { holding, obstacle, workerMissing, type Judgement, type Obstacle } from '../domain/judgements';
import type { Observation } from '../domain/observation';
import type { Plan, PlannedOperation, PlannedStep } from '../domain/run/plan';
import type { OwedBefore } from '../domain/run/report';
import {
  isRef,
  isStep,
  resolved,
  runbookProblems,
  type Entry,
  type OperationValue,
  type StepValue,
} from '../domain/run/runbook';
import { dataCentreOf, type Pool } from '../domain/topology/pool';
import type { InputOf, OperationName } from '../procedures/contract';
import { owedSeen } from '../procedures/owed-undos';
import type { Procedure, StepRow } from '../procedures/procedure';
import { refusal } from './failure';
import type { Around, OperationDefinition } from './operation';
import { operations } from './operations';
import { backupPath } from './statements';

export interface PlanInput {
  readonly token: string;
  /** As `describeRun` answered. */
  readonly request: unknown;
  readonly observation: Observation;
  /** What earlier runs owe, as `describeRun` answered. */
  readonly owed?: readonly OwedBefore[];
}

/** Stands for the name of the run where a hash is made: the same plan has the same hash, whichever run writes it. */
const anyRun = 'run';

/** @throws Failure when the runbook is wrong as a value, which its tests would have said. */
export function writePlan(procedure: Procedure, pool: Pool, input: PlanInput): Plan {
  const { hash } = writtenBy(procedure, pool, { ...input, token: anyRun });
  return { ...writtenBy(procedure, pool, input), hash };
}

function writtenBy(
  procedure: Procedure,
  pool: Pool,
  { token, request, observation: seen, owed = [] }: PlanInput,
): Plan {
  const { runbook, order, lossBound, notes, leftWithout, serving, next, obstacles } = procedure.write(
    seen,
    pool,
    request,
    {
      share: pool.logShipping.share,
      file: (purpose) => backupPath(pool, purpose, token),
    },
  );
  const wrong = runbookProblems(runbook);
  if (wrong.length > 0) throw refusal('RunbookWrong', wrong.join(' '));
  const around = { pool, seen, token };
  const stillOwed = owedSeen(owed, seen);
  const all = [...obstacles, ...stillOwed.obstacles, ...needsOf(runbook, procedure, around)];
  const inTheWay = holding(all);
  const entries =
    inTheWay.length > 0
      ? []
      : runbook.map((entry, index): Entry<PlannedStep> =>
          isStep(entry) ? plannedStep(entry, procedure, around, index > pointIn(runbook)) : entry,
        );
  const lossLsn = lossBound === undefined || lossBound.kind === 'none' ? 'none' : lossBound.lsn;
  return {
    procedure: procedure.name,
    pool: pool.fqdn,
    hash: hashOf([procedure.name, order, entries.map(agreedTo), lossLsn]),
    order,
    obstacles: inTheWay,
    ...(lossBound === undefined ? {} : { lossBound }),
    consents: !procedure.asks ? [] : lossBound?.kind === 'since' ? ['acceptDataLoss', 'approve'] : ['approve'],
    notes: [...notes, ...stillOwed.notes],
    ...(stillOwed.left.length === 0 ? {} : { owed: stillOwed.left }),
    ...(leftWithout.length === 0 ? {} : { leftWithout }),
    serving,
    entries,
    next,
  };
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 10);

/** What a hash names: not what looks are given, nor what is only predicted, for lines say what comes of that. */
const agreedTo = (entry: Entry<PlannedStep>): unknown =>
  isStep(entry)
    ? { ...entry, operations: entry.operations.map(agreedOperation), undo: entry.undo.map(agreedOperation) }
    : entry;

const agreedOperation = ({ input, ...operation }: PlannedOperation): unknown =>
  operation.kind === 'look'
    ? operation
    : { ...operation, input: resolved(input, ({ ref, promise }) => ({ ref, promise })) };

type Known = Omit<Around, 'undoing'>;

const pointIn = (runbook: readonly Entry[]): number => {
  const index = runbook.findIndex(({ kind }) => kind === 'point of no return');
  return index < 0 ? runbook.length : index;
};

/** `isForward`: it stands behind the point of no return, where nothing is undone. */
function plannedStep(step: StepValue, procedure: Procedure, around: Known, isForward: boolean): PlannedStep {
  const row = rowOf(procedure, step.id);
  const planned = (operation: OperationValue, undoing: boolean): PlannedOperation => ({
    ...operation,
    acts: definitionOf(operation).acts(knownBefore(operation), { ...around, undoing }),
  });
  const { title, runbook, skipLeaves, protects, says } = row;
  return {
    ...step,
    operations: step.operations.map((operation) => planned(operation, false)),
    undo: step.undo.map((operation) => planned(operation, true)),
    title,
    runbook,
    undoSays: isForward ? null : row.undo,
    ...(skipLeaves === undefined ? {} : { skipLeaves }),
    ...(protects === undefined ? {} : { protects }),
    ...(says === undefined ? {} : { says }),
  };
}

function rowOf(procedure: Procedure, step: string): StepRow {
  const row = procedure.steps[step];
  if (row === undefined)
    throw refusal('RunbookWrong', `The table beside the runbook of ${procedure.name} has no row "${step}".`);
  return row;
}

function definitionOf({ name }: OperationValue): OperationDefinition<OperationName> {
  const known: Readonly<Record<string, unknown>> = operations;
  const definition = known[name];
  if (definition === undefined) throw refusal('RunbookWrong', `There is no operation "${name}".`);
  return definition as OperationDefinition<OperationName>;
}

/** The input with what is predicted of earlier results; whoever reads what nobody can know before is told so. */
function knownBefore({ id, input }: OperationValue): InputOf<OperationName> {
  const unknown = (field: string): never => {
    throw refusal('RunbookWrong', `"${field}" of ${id} is not known before the run.`);
  };
  const known = (value: object): object => {
    const copy = {};
    for (const [field, item] of Object.entries(value) as [string, unknown][]) {
      const get = (): unknown => (isRef(item) ? (item.predicted ?? unknown(field)) : inner(item));
      Object.defineProperty(copy, field, { enumerable: true, get });
    }
    return copy;
  };
  const inner = (item: unknown): unknown =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? known(item) : item;
  return known(input);
}

/** What the operations need, those of the undos included: there is no way back where one of these cannot work. */
function needsOf(runbook: readonly Entry[], procedure: Procedure, around: Known): Obstacle[] {
  const steps = runbook.filter(isStep);
  const judged = (operation: OperationValue, undoing: boolean): readonly Judgement[] => [
    ...workerOf(operation, around),
    ...definitionOf(operation).needs(knownBefore(operation), { ...around, undoing }),
  ];
  const forward = holding(steps.flatMap(({ operations: all }) => all.flatMap((each) => judged(each, false))));
  const said = new Set(forward.map(({ says }) => says));
  const back = steps.flatMap(({ id, undo }) =>
    holding(undo.flatMap((each) => judged(each, true)))
      .filter(({ says }) => !said.has(says))
      .map((need) => ({
        id: `noWayBack: ${need.id}`,
        says: `There would be no way back from "${rowOf(procedure, id).title}": ${need.says}`,
      })),
  );
  return [...forward, ...back];
}

/** A worker must be there, and know the operation in the version that the runbook was written for. */
function workerOf({ name, version, side, role }: OperationValue, { seen, pool }: Known): Judgement[] {
  // Whether anybody has a management shell is judged where Lync is; any one will do.
  const missing = role === 'lync' ? undefined : workerMissing(seen, pool, side);
  if (missing !== undefined) return [missing];
  return seen.announced
    .filter((worker) => (role === 'lync' || worker.side === side) && worker.role === role)
    .filter(({ knows }) => knows[name] !== version)
    .map(({ host, knows, side: where }) =>
      obstacle(
        `workerTooOld: ${host}`,
        `The ${role} worker on ${host} in ${dataCentreOf(pool, where).name} cannot read this runbook: it ${
          knows[name] === undefined
            ? `does not know the operation ${name}`
            : `knows version ${String(knows[name])} of ${name}, and the runbook was written for ${String(version)}`
        }. Give every worker the same release, restart it, then start again.`,
      ),
    );
}
