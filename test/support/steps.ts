/** The steps of a procedure by name, in the order of the table beside its runbook. */
import { procedures, type ProcedureName, type StepId } from '../../procedures/registry';

export const stepIdsOf = (procedure: ProcedureName): StepId[] => Object.keys(procedures[procedure].steps) as StepId[];

const undoOf = (procedure: ProcedureName, step: StepId): string | null =>
  (procedures[procedure].steps as Partial<Record<StepId, { undo: string | null }>>)[step]?.undo ?? null;

/** Before the point of no return. */
export const undoable = (procedure: ProcedureName): StepId[] =>
  stepIdsOf(procedure).filter((step) => undoOf(procedure, step) !== null);

/** Those of them that leave something to undo, as a report names them. */
export const leavingSomething = (procedure: ProcedureName): StepId[] =>
  undoable(procedure).filter((step) => undoOf(procedure, step)?.startsWith('nothing to undo') === false);
