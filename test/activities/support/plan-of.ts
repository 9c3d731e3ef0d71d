/** The plan that is written of something seen. */
import { writePlan } from '../../../activities/plan';
import type { Observation } from '../../../domain/observation';
import type { Plan } from '../../../domain/run/plan';
import { procedures, type ProcedureName } from '../../../procedures/registry';
import { aPool } from '../../domain/support/pool';

interface Changes {
  readonly procedure?: ProcedureName;
  readonly order?: string;
  readonly pool?: ReturnType<typeof aPool>;
  readonly token?: string;
}

export const planOf = (
  observation: Observation,
  { procedure = 'failover', order, pool = aPool(), token = 'r1' }: Changes = {},
): Plan =>
  writePlan(procedures[procedure], pool, {
    token,
    observation,
    request: { pool: pool.fqdn, ...(order === undefined ? {} : { order }) },
  });
