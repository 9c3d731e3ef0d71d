/** What every part of msdb works with: its tables, the instance that owns it and the estate around it. */
import type { Estate, EstateFiles, LabInstance } from '../../contract';
import { createAgentTables } from './tables/agent-tables';
import { createBackupTables } from './tables/backup-tables';
import { createLogShippingTables } from './tables/log-shipping-tables';

export const createTables = () => ({ ...createAgentTables(), ...createBackupTables(), ...createLogShippingTables() });
export type MsdbTables = ReturnType<typeof createTables>;

/** What msdb asks of the instance that owns it. */
export type Owner = Pick<
  LabInstance,
  | 'name'
  | 'version'
  | 'timeZone'
  | 'place'
  | 'isUp'
  | 'database'
  | 'sessions'
  | 'run'
  | 'sidOf'
  | 'loginName'
  | 'accountRefusal'
>;

/** What msdb asks of the estate around it. */
export interface Surroundings extends Pick<Estate, 'clock' | 'work' | 'changed'> {
  readonly files: Pick<EstateFiles, 'list' | 'read' | 'write' | 'rename' | 'remove' | 'exists'>;
}

export interface MsdbContext {
  readonly instance: Owner;
  readonly estate: Surroundings;
  readonly tables: MsdbTables;
}

/** What the clock of the host shows: the value of every datetime column of msdb whose name does not end in `_utc`. */
export const localNow = ({ instance, estate }: Pick<MsdbContext, 'instance' | 'estate'>): Date =>
  instance.timeZone.local(estate.clock.now());

/** Login of the Agent service (and of the programs that it starts). */
export const agentLogin = 'NT SERVICE\\SQLSERVERAGENT';
