/** Every procedure there is. Workers, command line, documents, bench and lab know procedures from here alone. */
import { z } from 'zod';
import { lossBound } from '../domain/loss-bound';
import { principalSeen, type Observation } from '../domain/observation';
import { acceptDataLossShape, startShape } from '../domain/run/request';
import type { DataCentreSide } from '../domain/topology/pool';
import { failback } from './failback';
import { leftWithout, lossOfSecondary } from './failback-rest';
import { afterFailback, failbackNotes, readFailback } from './failback-situation';
import { failbackSteps } from './failback-steps';
import { failover } from './failover';
import { afterFailover, failoverNotes, readFailover } from './failover-situation';
import { failoverSteps } from './failover-steps';
import { defineProcedure, type Procedure } from './procedure';

const servedFrom = (seen: Observation): DataCentreSide | null => {
  if (seen.lync?.poolState === 'FailedOver') return 'secondary';
  return principalSeen(seen) === undefined ? null : 'primary';
};

export const procedures = {
  failover: defineProcedure({
    name: 'failover',
    about: 'fails a pool over to its secondary data centre',
    input: z.strictObject({
      ...startShape,
      ...acceptDataLossShape,
      order: z
        .enum(['service-first', 'as-documented'], { error: 'must be "service-first" or "as-documented"' })
        .default('service-first'),
      stopAtGap: z.optional(z.boolean({ error: 'must be true or false' })),
    }),
    locks: true,
    looks: ['chain', 'log backups taken', 'compliance rows'],
    asks: true,
    read: readFailover,
    runbook: failover,
    steps: failoverSteps,
    order: ({ order }) => order,
    lossBound,
    notes: failoverNotes,
    serving: servedFrom,
    next: afterFailover,
  }),
  failback: defineProcedure({
    name: 'failback',
    about: 'fails a pool back to its primary data centre',
    input: z.strictObject({
      ...startShape,
      ...acceptDataLossShape,
      order: z
        .literal('as-documented', { error: 'must be "as-documented", the only order there is' })
        .default('as-documented'),
    }),
    locks: true,
    looks: ['share', 'compliance rows'],
    asks: true,
    read: readFailback,
    runbook: failback,
    steps: failbackSteps,
    order: ({ order }) => order,
    lossBound: lossOfSecondary,
    notes: failbackNotes,
    leftWithout,
    serving: servedFrom,
    next: afterFailback,
  }),
} as const satisfies Registry;

/** Procedures by name, which is the workflow type too. */
export type Registry = Readonly<Record<string, Procedure>>;

export type ProcedureName = keyof typeof procedures;
export const procedureNames = Object.keys(procedures) as readonly ProcedureName[];
export type FailoverStepId = keyof typeof failoverSteps;
export type FailbackStepId = keyof typeof failbackSteps;
export type StepId = FailoverStepId | FailbackStepId;
