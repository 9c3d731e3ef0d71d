/** Compliance rows that no adapter has exported yet: mgccomp is not failed over, so they are counted and told. */
import type { StoreRole } from '../../domain/topology/pool';
import type { Context } from '../context';
import { storeAt } from '../scope';
import { rowsIn } from './messages';

/** @returns `null` when the store gave no count. */
export async function countComplianceRows({ tools, pool }: Context, on: StoreRole): Promise<number | null> {
  return rowsIn(tools, storeAt(pool, on, 'mgccomp'), { database: 'mgccomp', table: 'tblComplianceData' });
}
