/** sys.dm_exec_sql_text, the system function that stands in FROM: what a session runs. */
import type { ObjectName, TableFunction } from '../../contract';
import { columnsOf, ordered } from '../columns';
import type { Sessions } from '../ports';
import { requireServerState } from './server-state';

const columns = columnsOf('dbid smallint, objectid int, number smallint, encrypted bit not null, text nvarchar(max)');

/** The handle of a session holds its id at byte 16. */
const sqlText = (instance: Sessions): TableFunction => ({
  columns,
  parameters: [{ name: 'varbinary', length: 64 }],
  rows: ([handle], session) => {
    requireServerState(session);
    if (!Buffer.isBuffer(handle) || handle.length < 20) return [];
    const live = instance.registry.get(handle.readInt32BE(16));
    return live ? [ordered(columns, { encrypted: false, text: live.engine.activity.statement })] : [];
  },
});

export const tableFunctionOf = ({ schema, name }: ObjectName, instance: Sessions): TableFunction | undefined =>
  schema?.toLowerCase() === 'sys' && name.toLowerCase() === 'dm_exec_sql_text' ? sqlText(instance) : undefined;
