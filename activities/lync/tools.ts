/** What the activities on a host with the management shell work with. Mirrors are verified in SQL Server itself. */
import type { Pool, Topology } from '../../domain/topology/pool';
import type { CmdletAnswer, ManagementShell } from '../adapters/management-shell';
import type { SqlServer } from '../adapters/sql-server';
import type { Cmdlet } from '../cmdlets';

export interface LyncTools {
  readonly topology: Topology;
  readonly shell: ManagementShell;
  readonly sql: SqlServer;
}

export const invoke = (
  { shell }: LyncTools,
  pool: Pool,
  { name, parameters }: Cmdlet,
  signal: AbortSignal,
  timeoutMs = pool.timing.cmdlet * 1000,
): Promise<CmdletAnswer> => shell.invoke(name, parameters, { timeoutMs, signal });
