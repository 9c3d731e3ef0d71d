/** Compliance rows that no adapter has exported yet: mgccomp is not failed over, so they are counted and told. */
import type { StoreRole } from '../../domain/topology/pool';
import type { Context } from '../context';
import { storeAt } from '../scope';

/** @returns `null` when the store gave no count. */
export async function countComplianceRows({ tools, pool }: Context, on: StoreRole): Promise<number | null> {
  const [counted] = await tools.sql.query(storeAt(pool, on, 'mgccomp'), 'compliance-rows', { database: 'mgccomp' });
  return counted?.rows ?? null;
}
