/** Arguments that several log-shipping procedures take. */
import type { MsdbContext } from '../context';
import { sqlError } from '../errors';
import { optional } from '../procedure';
import type { Arguments } from '../procedure';
import { bit, int, sysname } from '../tables/table';
import { sameName } from '../values';

export const monitorParameters = [
  optional('@monitor_server', sysname),
  optional('@monitor_server_security_mode', bit),
  optional('@monitor_server_login', sysname),
  optional('@monitor_server_password', sysname),
];

/** The monitor server; the lab has none but the server itself, so another cannot be linked to (32054). */
export function readMonitor({ instance }: MsdbContext, args: Arguments) {
  const server = args.text('@monitor_server') ?? instance.name;
  if (!sameName(server, instance.name)) throw sqlError(32054);
  return {
    monitor_server: server,
    monitor_server_security_mode: args.bit('@monitor_server_security_mode') ?? true,
    user_specified_monitor: args.text('@monitor_server') !== undefined,
  };
}

export const alertParameters = [
  optional('@threshold_alert', int),
  optional('@threshold_alert_enabled', bit),
  optional('@history_retention_period', int),
];

/** A user-defined message number, or the one that the alert job raises by default. */
export function readThresholdAlert(args: Arguments): number | undefined {
  const alert = args.number('@threshold_alert');
  if (alert !== undefined && alert < 1) throw sqlError(32028, alert);
  return alert;
}

export const internalParameters = [optional('@overwrite', bit, false), optional('@ignoreremotemonitor', bit, false)];

/** The values that were passed, under the names of the columns that they change. */
export function changes<Row>(values: Partial<{ [K in keyof Row]: Row[K] | undefined }>): Partial<Row> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Row>;
}
