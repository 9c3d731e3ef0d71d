/** Compliance rows that no adapter exported are counted and reported, never silently lost (mgccomp is not failed over). */
import { isCancellation } from '@temporalio/workflow';
import type { Observation } from '../domain/observation';
import type { Pool } from '../domain/topology/pool';
import type { Procedure } from './procedure';

/** Counts once more when it can (`recount`), else reports what the diagnosis saw. */
export async function noteCompliance(
  procedure: Procedure,
  pool: Pool,
  seen: Observation,
  recount?: () => Promise<number | undefined>,
): Promise<void> {
  if (pool.mgccomp === undefined) return;
  const rows = (recount === undefined ? undefined : await count(recount)) ?? seen.complianceRows;
  if (rows === undefined) {
    procedure.notes.push(
      'The compliance rows that no adapter had exported could not be counted: no serving mgccomp answers.',
    );
    return;
  }
  procedure.facts.complianceRowsNotExported = rows;
  if (rows > 0) {
    procedure.notes.push(
      `${String(rows)} compliance row(s) in mgccomp were not exported; let an adapter drain the database that is left behind.`,
    );
  }
}

async function count(recount: () => Promise<number | undefined>): Promise<number | undefined> {
  try {
    return await recount();
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    return undefined;
  }
}
