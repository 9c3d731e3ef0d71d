/** Lines of a plan. */
import type { Act, Plan, PlannedStep } from '../../domain/run/plan';
import { isStep } from '../../domain/run/runbook';

export const stepsOf = ({ entries }: Plan): PlannedStep[] => entries.filter(isStep);

export const actsOf = (plan: Plan, step: string): Act[] =>
  stepsOf(plan)
    .filter(({ id }) => id === step)
    .flatMap(({ operations }) => operations.flatMap(({ acts }) => acts));
