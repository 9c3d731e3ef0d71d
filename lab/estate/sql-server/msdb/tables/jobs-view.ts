/** msdb.dbo.sysjobs_view: the jobs with the server that they come from. */
import type { VirtualTable } from '../../contract';
import type { MsdbContext } from '../context';
import { columnsOf, int, requireSysadmin, sysname, valuesOf } from './table';

export function jobsView({ tables, instance }: MsdbContext): VirtualTable {
  const fields = { ...tables.sysjobs.fields, originating_server: sysname, master_server: int };
  return {
    columns: columnsOf(fields),
    rows: (session) => {
      requireSysadmin('SELECT', 'sysjobs_view', session);
      return tables.sysjobs.rows.map((job) =>
        valuesOf(fields, { ...job, originating_server: instance.name, master_server: 0 }),
      );
    },
  };
}
