/** The pool of docs/topology.example.yaml as a diagnosis may see it, so that documents show the statements of a real plan. */
import path from 'node:path';
import { writePlan } from '../../activities/plan';
import type { Observation, StoreFacts } from '../../domain/observation';
import type { Plan } from '../../domain/run/plan';
import type { Pool } from '../../domain/topology/pool';
import { procedures, type ProcedureName } from '../../procedures/registry';
import { loadTopology } from '../../workers/topology-file';
import { aCopy, failedOverOf, normalOf, oldPairOf, promotedOf, sealedOf } from './example-observation';

function examplePool(): Pool {
  const [first] = loadTopology(path.join(__dirname, '../../docs/topology.example.yaml')).pools;
  if (first === undefined) throw new Error('docs/topology.example.yaml names no pool.');
  return first;
}

const pool = examplePool();

/** The primary data centre came back with its old copies. */
function withOldCopies(seen: Observation): Observation {
  const old = { primary: aCopy(), mirror: aCopy({ state: 'RESTORING' }) };
  return {
    ...seen,
    stores: seen.stores.map((facts) =>
      facts.role === 'primary' || facts.role === 'mirror' ? { ...facts, copy: old[facts.role] } : facts,
    ),
  };
}

/** The principal is damaged, and its mirror does not answer. */
function withDamage(seen: Observation): Observation {
  return {
    ...seen,
    stores: seen.stores.map(({ copy, server, shipping, ...facts }): StoreFacts => {
      if (facts.role === 'mirror') return { ...facts, reason: 'SQL Server does not answer' };
      const isStruck = facts.role === 'primary' && facts.database === 'mgc';
      return {
        ...facts,
        ...(server === undefined ? {} : { server }),
        ...(copy === undefined ? {} : { copy: isStruck ? { ...copy, state: 'SUSPECT', sessions: 0 } : copy }),
        ...(shipping === undefined ? {} : { shipping }),
      };
    }),
  };
}

/**
 * A planned failover, whose primary can be sealed, one of a damaged primary, and one that goes on where another was ended; and a
 * failback onto a primary that came back with its old copy, one where that is mirrored, and one that lets users in again.
 */
const observations: Readonly<Record<ProcedureName, readonly Observation[]>> = {
  failover: [normalOf(pool), withDamage(normalOf(pool)), promotedOf(pool)],
  failback: [withOldCopies(failedOverOf(pool)), oldPairOf(pool), sealedOf(pool)],
};

/** @throws Error when an example meets an obstacle, for then it would show nothing. */
export function examplePlans(name: ProcedureName): Plan[] {
  const procedure = procedures[name];
  const parsed = procedure.parse({ pool: pool.fqdn });
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  return observations[name].map((observation) => {
    const plan = writePlan(procedure, pool, { token: '01a1fe8598', request: parsed.request, observation });
    if (plan.obstacles.length > 0) throw new Error(plan.obstacles.map(({ says }) => says).join('\n'));
    return plan;
  });
}
