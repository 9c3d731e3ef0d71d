/** System functions that stand in FROM: texts of sessions, volumes and their free space, what files have read and written. */
import type { ObjectName, SqlType, SqlValue, TableFunction } from '../../contract';
import { columnsOf, ordered } from '../columns';
import type { NamedRow } from '../columns';
import type { Instance } from '../instance';
import { requireServerState } from './server-state';

const handle: SqlType = { name: 'varbinary', length: 64 };
const int: SqlType = { name: 'int' };

function define(
  columnText: string,
  parameters: readonly SqlType[],
  rows: (values: readonly SqlValue[]) => readonly NamedRow[],
): TableFunction {
  const columns = columnsOf(columnText);
  return {
    columns,
    parameters,
    rows: (values, session) => {
      requireServerState(session);
      return rows(values).map((row) => ordered(columns, row));
    },
  };
}

/** The handle of a session holds its id at byte 16. */
const sqlText = (instance: Instance): TableFunction =>
  define(
    'dbid smallint, objectid int, number smallint, encrypted bit not null, text nvarchar(max)',
    [handle],
    ([value]) => {
      if (!Buffer.isBuffer(value) || value.length < 20) return [];
      const live = instance.registry.get(value.readInt32BE(16));
      return live ? [{ encrypted: false, text: live.engine.activity.statement }] : [];
    },
  );

const volumeStats = (instance: Instance): TableFunction =>
  define(
    'database_id int not null, file_id int not null, volume_mount_point nvarchar(512), volume_id nvarchar(512), logical_volume_name nvarchar(512), ' +
      'file_system_type nvarchar(512), total_bytes bigint not null, available_bytes bigint not null, supports_compression bit, supports_alternate_streams bit, ' +
      'supports_sparse_files bit, is_read_only bit, is_compressed bit',
    [int, int],
    ([databaseId, fileId]) => {
      const database = instance.held.find(({ id }) => id === databaseId);
      const file = database?.files[Number(fileId) - 1];
      if (!database || !file) return [];
      const mountPoint = `${file.physicalName[0]!.toUpperCase()}:\\`;
      const files = instance.held.flatMap((held) => held.files);
      const used = files
        .filter(({ physicalName }) => physicalName.toUpperCase().startsWith(mountPoint))
        .reduce((sum, { size }) => sum + size, 0);
      const free = instance.files.freeBytes(mountPoint, instance.place);
      return [
        {
          database_id: database.id,
          file_id: Number(fileId),
          volume_mount_point: mountPoint,
          logical_volume_name: 'Lab',
          file_system_type: 'NTFS',
          total_bytes: BigInt(Math.round(free + used)),
          available_bytes: BigInt(Math.round(free)),
          supports_compression: true,
          supports_alternate_streams: true,
          supports_sparse_files: true,
          is_read_only: false,
          is_compressed: false,
        },
      ];
    },
  );

/** Reads and writes are not counted. */
const fileStats = (instance: Instance): TableFunction =>
  define(
    'database_id smallint not null, file_id smallint not null, sample_ms int not null, num_of_reads bigint not null, num_of_bytes_read bigint not null, ' +
      'io_stall_read_ms bigint not null, num_of_writes bigint not null, num_of_bytes_written bigint not null, io_stall_write_ms bigint not null, ' +
      'io_stall bigint not null, size_on_disk_bytes bigint not null, file_handle varbinary(8) not null',
    [int, int],
    ([databaseId, fileId]) =>
      instance.held
        .filter(({ id }) => databaseId === null || id === databaseId)
        .flatMap((database) =>
          database.files.flatMap(({ size }, index) =>
            fileId !== null && fileId !== index + 1
              ? []
              : [
                  {
                    database_id: database.id,
                    file_id: index + 1,
                    sample_ms: 0,
                    num_of_reads: 0n,
                    num_of_bytes_read: 0n,
                    io_stall_read_ms: 0n,
                    num_of_writes: 0n,
                    num_of_bytes_written: 0n,
                    io_stall_write_ms: 0n,
                    io_stall: 0n,
                    size_on_disk_bytes: BigInt(size),
                    file_handle: Buffer.alloc(8),
                  },
                ],
          ),
        ),
  );

const ofSys: Readonly<Record<string, (instance: Instance) => TableFunction>> = {
  dm_exec_sql_text: sqlText,
  dm_os_volume_stats: volumeStats,
  dm_io_virtual_file_stats: fileStats,
};

/** Functions of `sys`; `fn_get_sql` of SQL Server 2000 needs no schema. */
export function tableFunctionOf({ schema, name }: ObjectName, instance: Instance): TableFunction | undefined {
  const lower = name.toLowerCase();
  if (lower === 'fn_get_sql') return sqlText(instance);
  return schema?.toLowerCase() === 'sys' && Object.hasOwn(ofSys, lower) ? ofSys[lower]!(instance) : undefined;
}
