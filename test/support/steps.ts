/** The steps of a procedure by name, in the order of the table beside its runbook, as an estate that is whole takes them. */
import { procedures, type ProcedureName, type StepId } from '../../procedures/registry';

/** Taken only where the files of the principal are damaged, an earlier run ended half-way, or the old pair came back. */
const elsewhere: readonly StepId[] = [
  'removeLeftJobs',
  'resumeLogBackups',

  'saveTailLog',
  'setOffline',
  'confirmFence',
  'bringPrincipalBack',
  'partPrimary',
  'silenceLogBackups',
];

export const stepIdsOf = (procedure: ProcedureName): StepId[] =>
  (Object.keys(procedures[procedure].steps) as StepId[]).filter((step) => !elsewhere.includes(step));

const undoOf = (procedure: ProcedureName, step: StepId): string | null =>
  (procedures[procedure].steps as Partial<Record<StepId, { undo: string | null }>>)[step]?.undo ?? null;

/** Before the point of no return. */
export const undoable = (procedure: ProcedureName): StepId[] =>
  stepIdsOf(procedure).filter((step) => undoOf(procedure, step) !== null);

/** Those of them that leave something to undo, as a report names them. */
export const leavingSomething = (procedure: ProcedureName): StepId[] =>
  undoable(procedure).filter((step) => undoOf(procedure, step)?.startsWith('nothing to undo') === false);

/** The order in which a report names them once all is undone: first what users wait for alone. */
export const inOrderOfUndo = (procedure: ProcedureName): StepId[] => {
  const reversed = leavingSomething(procedure).reverse();
  const first: StepId = 'clearActiveServers';
  return [first, ...reversed.filter((step) => step !== first)];
};
