/** Writes the plan: for each step the very texts that its activities will execute, from the same builders. */
import { createHash } from 'node:crypto';
import { lossBound } from '../domain/loss-bound';
import { principalSeen, storeSeen, type Observation } from '../domain/observation';
import { obstaclesToFailback, obstaclesToFailover } from '../domain/obstacles';
import type { Plan, PlannedStep } from '../domain/run/plan';
import { catalogue, type ProcedureName, type Step } from '../domain/steps';
import type { Pool } from '../domain/topology/pool';
import type { PlanContext } from './plan-acts';
import { failbackActs } from './plan-failback';
import { failoverActs } from './plan-failover';
import type { Scope } from './signatures';

export function writePlan(
  pool: Pool,
  scope: Scope,
  input: { procedure: ProcedureName; order: string; observation: Observation },
): Plan {
  const { procedure, order, observation: seen } = input;
  const context: PlanContext = { pool, scope, seen, order };
  const obstacles = procedure === 'failover' ? obstaclesToFailover(seen, pool) : obstaclesToFailback(seen, pool);
  const loss = procedure === 'failover' ? lossBound(seen, pool) : undefined;
  const planned = obstacles.length > 0 ? [] : procedure === 'failover' ? failoverActs(context) : failbackActs(context);
  const steps = planned.map(({ id, acts }): PlannedStep => {
    const { title, runbook, undo } = (catalogue[procedure] as Readonly<Record<string, Step>>)[id]!;
    return { id, title, runbook, undo, acts };
  });
  const lossLsn = loss?.kind === 'since' ? loss.lsn : 'none';
  return {
    procedure,
    pool: pool.fqdn,
    hash: createHash('sha256')
      .update(JSON.stringify([procedure, order, steps, lossLsn]))
      .digest('hex')
      .slice(0, 10),
    variant: order,
    obstacles,
    ...(loss === undefined ? {} : { lossBound: loss }),
    notes: notesOn(context, procedure),
    steps,
  };
}

function notesOn({ pool, seen, order }: PlanContext, procedure: ProcedureName): string[] {
  const notes: string[] = [];
  if (procedure === 'failover') {
    notes.push(
      order === 'service-first'
        ? 'Order: the chat servers are activated before the mirror is seeded, because users wait while it is.'
        : 'Order: as documented, the mirror is seeded before the chat servers are activated.',
    );
    if (principalSeen(seen) === undefined)
      notes.push('No store of the primary data centre answers: it cannot be sealed, so see that it stays off.');
    if (!seen.workers.primary) notes.push(`No worker of ${pool.primaryDataCentre.name} answers.`);
    if (seen.chain !== undefined && !seen.chain.shareReachable) {
      notes.push(
        `The share ${pool.logShipping.share} cannot be reached: log backups that were not copied are lost with it.`,
      );
    }
    if (pool.mgc.backupMirror === undefined)
      notes.push('The topology has no backup mirror: mgc will serve without one.');
    if (pool.mgccomp !== undefined) {
      notes.push('mgccomp is not failed over; the chat servers use the one on the backup store.');
      notes.push(
        seen.complianceRows === undefined
          ? 'The compliance rows in the serving mgccomp cannot be counted.'
          : `${String(seen.complianceRows)} compliance row(s) in the serving mgccomp are not exported yet.`,
      );
    }
    return notes;
  }
  notes.push('Method: as documented. The chat is down from the first step to the last but one.');
  notes.push(
    'The pool state is set to Normal before the chat servers are activated: otherwise they would use the backup store.',
  );
  const copy = storeSeen(seen, 'primary')?.copy;
  if (copy?.state === 'ONLINE')
    notes.push(
      'mgc on the primary store is ONLINE and will be overwritten; a copy-only backup of it is kept on the share.',
    );
  if (pool.mgc.mirror !== undefined) notes.push("The primary's mirror is seeded again, which the page forgets.");
  return notes;
}
