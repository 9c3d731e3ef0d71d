/** Reads pool state and active servers: there is no Get-CsPersistentChatActiveServer, the service tells the list. */
import { z } from 'zod';
import type { LyncFacts } from '../../domain/observation';
import type { Pool } from '../../domain/topology/pool';
import type { Context } from '../context';
import { refusal } from '../failure';
import { invoke } from '../operations/parts/invoke';

const state = z.object({ Identity: z.string(), PoolState: z.enum(['Normal', 'FailedOver']) });

/** A collection may come as a list, as one scalar, as `null`, or in Windows PowerShell's `{ value, Count }`. */
const servers = z.preprocess((value) => {
  const inner: unknown = typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
  return inner == null ? [] : Array.isArray(inner) ? (inner as unknown[]) : [inner];
}, z.array(z.string()));

const service = z.object({ Identity: z.string(), PoolFqdn: z.string().optional(), ActiveServers: servers });

const namesPool = (identity: string, pool: Pool): boolean =>
  identity.toLowerCase().endsWith(`:${pool.fqdn.toLowerCase()}`);

/** @throws PoolUnknownToLync when the topology that Lync has knows no such pool. */
export async function observeLync(context: Context): Promise<LyncFacts> {
  const { pool } = context;
  const states = await invoke(context, { name: 'Get-CsPersistentChatState', parameters: {} });
  const services = await invoke(context, { name: 'Get-CsService', parameters: { PersistentChatServer: true } });
  const itsState = states.output.map((row) => state.parse(row)).find(({ Identity }) => namesPool(Identity, pool));
  const itsService = services.output.map((row) => service.parse(row)).find(({ Identity }) => namesPool(Identity, pool));
  if (itsState === undefined || itsService === undefined) {
    throw refusal(
      'PoolUnknownToLync',
      `Lync's own topology knows no Persistent Chat pool ${pool.fqdn}; correct the topology file, or publish the pool.`,
    );
  }
  return {
    stateIdentity: itsState.Identity,
    serviceIdentity: itsService.Identity,
    poolState: itsState.PoolState,
    activeServers: itsService.ActiveServers,
  };
}
