/** The pool of docs/topology.example.yaml as a diagnosis may see it, so that documents show the statements of a real plan. */
import path from 'node:path';
import { writePlan } from '../../activities/plan';
import type { Observation } from '../../domain/observation';
import type { Plan } from '../../domain/run/plan';
import type { Pool } from '../../domain/topology/pool';
import { procedures, type ProcedureName } from '../../procedures/registry';
import { loadTopology } from '../../workers/topology-file';
import { aCopy, failedOverOf, normalOf } from './example-observation';

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

/** A planned failover, whose primary can be sealed; and a failback onto a primary that came back with its old copy. */
const observations: Readonly<Record<ProcedureName, Observation>> = {
  failover: normalOf(pool),
  failback: withOldCopies(failedOverOf(pool)),
};

/** @throws Error when the example meets an obstacle, for then it would show nothing. */
export function examplePlan(name: ProcedureName): Plan {
  const procedure = procedures[name];
  const parsed = procedure.parse({ pool: pool.fqdn });
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  const plan = writePlan(procedure, pool, {
    token: '01a1fe8598',
    request: parsed.request,
    observation: observations[name],
  });
  if (plan.obstacles.length > 0) throw new Error(plan.obstacles.map(({ says }) => says).join('\n'));
  return plan;
}
