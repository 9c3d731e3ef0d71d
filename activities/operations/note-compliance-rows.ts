/** Compliance rows that no adapter exported are counted and told, never silently lost: mgccomp is not failed over. */
import type { StoreRole } from '../../domain/topology/pool';
import { obstacle } from '../../domain/judgements';
import type { Context } from '../context';
import { countComplianceRows } from '../looks/compliance-rows';
import type { OperationDefinition } from '../operation';

export const noteComplianceRows: OperationDefinition<'noteComplianceRows'> = {
  wants: [],
  needs: (_, { pool }) => [
    pool.mgccomp === undefined
      ? obstacle('complianceUnknown', `The topology of ${pool.fqdn} names no compliance database.`)
      : undefined,
  ],
  acts: () => [],
  async perform({ counted, again }, context) {
    const rows = (again === null ? null : await count(context, again)) ?? counted;
    if (rows === null)
      return {
        notes: ['The compliance rows that no adapter had exported could not be counted: no serving mgccomp answers.'],
      };
    return {
      complianceRowsNotExported: rows,
      ...(rows === 0
        ? {}
        : {
            notes: [
              `${String(rows)} compliance row(s) in mgccomp were not exported; let an adapter drain the database that is left behind.`,
            ],
          }),
    };
  },
};

/** @returns `null` where nobody can count: that stops no step. */
async function count(context: Context, on: StoreRole): Promise<number | null> {
  try {
    return await countComplianceRows(context, on);
  } catch {
    context.signal.throwIfAborted();
    return null;
  }
}
