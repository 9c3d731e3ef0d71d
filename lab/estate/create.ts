/** An estate as it runs: the model with language, protocol and msdb. */
import type { Pool } from '../../domain/topology';
import { createEstate as createEstateOf } from './estate';
import type { EstateOptions, RunningEstate } from './estate';
import { parts } from './parts';

/** An estate of freshly installed instances; `bringToNormal` gives it its databases. */
export const createEstate = (pool: Pool, options: EstateOptions): Promise<RunningEstate> =>
  createEstateOf(pool, options, parts);
