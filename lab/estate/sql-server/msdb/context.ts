/** What every part of msdb works with: its tables, the instance that owns it and the estate around it. */
import type { Estate, LabInstance } from '../../contract';
import { createAgentTables } from './tables/agent-tables';
import { createBackupTables } from './tables/backup-tables';
import { createLogShippingTables } from './tables/log-shipping-tables';

export const createTables = () => ({ ...createAgentTables(), ...createBackupTables(), ...createLogShippingTables() });
export type MsdbTables = ReturnType<typeof createTables>;

export interface MsdbContext {
  readonly instance: LabInstance;
  readonly estate: Estate;
  readonly tables: MsdbTables;
}

/** Login of the Agent service (and of the programs that it starts). */
export const agentLogin = 'NT SERVICE\\SQLSERVERAGENT';
