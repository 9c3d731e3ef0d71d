/** sys.dm_db_log_space_usage and the counters of databases in sys.dm_os_performance_counters (SQL Server 2012). */
import type { VirtualTable } from '../../contract';
import { view } from '../columns';
import type { Database } from '../database';
import type { Instance } from '../instance';
import { logSpaceOf } from '../log-space';
import { refusal } from '../refusals';

const percent = 100;
const percentOf = ({ size, used }: ReturnType<typeof logSpaceOf>): number => (size === 0 ? 0 : (percent * used) / size);

export const logSpaceUsage = (database: Database): VirtualTable =>
  view(
    'database_id smallint, total_log_size_in_bytes bigint, used_log_space_in_bytes bigint, used_log_space_in_percent real',
    (session) => {
      if (!session.isSysadmin) throw refusal(297);
      const space = logSpaceOf(database);
      return [
        {
          database_id: database.id,
          total_log_size_in_bytes: BigInt(space.size),
          used_log_space_in_bytes: BigInt(space.used),
          used_log_space_in_percent: percentOf(space),
        },
      ];
    },
  );

/** PERF_COUNTER_LARGE_RAWCOUNT. */
const rawCount = 65_792;
const kilobyte = 1024;

export const performanceCounters = (instance: Instance): VirtualTable =>
  view(
    'object_name nchar(128) not null, counter_name nchar(128) not null, instance_name nchar(128), cntr_value bigint not null, cntr_type int not null',
    (session) => {
      if (!session.isSysadmin) throw refusal(297);
      const named = instance.name.split('\\')[1];
      const object = `${named === undefined ? 'SQLServer' : `MSSQL$${named}`}:Databases`;
      return instance.held.flatMap((database) => {
        const space = logSpaceOf(database);
        const counters = {
          'Log File(s) Size (KB)': space.size / kilobyte,
          'Log File(s) Used Size (KB)': space.used / kilobyte,
          'Percent Log Used': percentOf(space),
          'Log Growths': database.logGrowths,
        };
        return Object.entries(counters).map(([counter, value]) => ({
          object_name: object,
          counter_name: counter,
          instance_name: database.name,
          cntr_value: BigInt(Math.round(value)),
          cntr_type: rawCount,
        }));
      });
    },
  );
