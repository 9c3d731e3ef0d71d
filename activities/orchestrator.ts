/** The activities on the workflows' own queue: the topology, and the plan. */
import { answer } from './attempt';
import { poolNamed, poolOf, fingerprintOf } from './scope';
import { writePlan } from './plan';
import type { OrchestratorActivities } from './signatures';
import type { Topology } from '../domain/topology/pool';

export const createOrchestratorActivities = (topology: Topology): OrchestratorActivities => ({
  describePool: ({ pool: fqdn }) =>
    answer(() => {
      const pool = poolNamed(topology, fqdn);
      return { pool, fingerprint: fingerprintOf(pool) };
    }),
  writePlan: ({ scope, ...input }) => answer(() => writePlan(poolOf(topology, scope), scope, input)),
});
