/** What a log-shipping job tells: its output, and log_shipping_monitor_history_detail and _error_detail. */
import type { MsdbContext } from '../context';

export const agentType = { backup: 0, copy: 1, restore: 2 } as const;
export type AgentType = (typeof agentType)[keyof typeof agentType];

export const sessionStatus = { starting: 0, running: 1, success: 2, error: 3, warning: 4 } as const;
export type SessionStatus = (typeof sessionStatus)[keyof typeof sessionStatus];

/** Where the message of an error came from (log_shipping_monitor_error_detail.source). */
export const source = {
  logShipping: 'Microsoft.SqlServer.Management.LogShipping',
  sqlServer: '.Net SqlClient Data Provider',
  files: 'mscorlib',
} as const;

/** One run of one log-shipping job. */
export class MonitorLog {
  readonly #lines: string[] = [];
  readonly #session: number;
  #errors = 0;

  constructor(
    private readonly context: MsdbContext,
    private readonly agentId: string,
    private readonly type: AgentType,
    private readonly database: string,
  ) {
    const sessions = context.tables.log_shipping_monitor_history_detail
      .filter(({ agent_id, agent_type }) => agent_id === agentId && agent_type === type)
      .map(({ session_id }) => session_id);
    this.#session = Math.max(0, ...sessions) + 1;
  }

  get failed(): boolean {
    return this.#errors > 0;
  }

  get output(): string {
    return this.#lines.join('  ');
  }

  say(message: string, status: SessionStatus = sessionStatus.running): void {
    this.#lines.push(message);
    this.context.tables.log_shipping_monitor_history_detail.add({ ...this.stamp(), session_status: status, message });
  }

  error(message: string, from: string = source.logShipping): void {
    this.#lines.push(`*** Error: ${message}(${from}) ***`);
    this.#errors += 1;
    this.context.tables.log_shipping_monitor_error_detail.add({
      ...this.stamp(),
      sequence_number: this.#errors,
      message,
      source: from,
      help_url: '',
    });
  }

  private stamp() {
    const now = this.context.estate.clock.now();
    return {
      agent_id: this.agentId,
      agent_type: this.type,
      session_id: this.#session,
      database_name: this.database,
      log_time: this.context.instance.timeZone.local(now),
      log_time_utc: now,
    };
  }
}

/** Forgets what is older than the history retention of its owner. */
export function cleanUpHistory(
  { tables, estate }: MsdbContext,
  agentId: string,
  type: AgentType,
  retentionMinutes: number,
): void {
  const oldest = estate.clock.now().getTime() - (retentionMinutes * 60_000) / estate.clock.timeScale;
  const isOld = (row: { agent_id: string; agent_type: number; log_time_utc: Date }): boolean =>
    row.agent_id === agentId && row.agent_type === type && row.log_time_utc.getTime() < oldest;
  tables.log_shipping_monitor_history_detail.remove(isOld);
  tables.log_shipping_monitor_error_detail.remove(isOld);
}

/** Removes everything that jobs of these types left. */
export function removeHistory({ tables }: MsdbContext, agentId: string, ...types: readonly AgentType[]): void {
  const isOfAgent = (row: { agent_id: string; agent_type: number }): boolean =>
    row.agent_id === agentId && types.some((type) => type === row.agent_type);
  tables.log_shipping_monitor_history_detail.remove(isOfAgent);
  tables.log_shipping_monitor_error_detail.remove(isOfAgent);
}
