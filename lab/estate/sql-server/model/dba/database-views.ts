/** Views of one database that DBAs ask for its size: partitions with their rows, role members. */
import type { VirtualTable } from '../../contract';
import { view } from '../columns';
import type { Database } from '../database';
import { firstTableId } from '../catalog/objects';

const partitions = (database: Database): VirtualTable =>
  view(
    'partition_id bigint not null, object_id int not null, index_id int not null, partition_number int not null, hobt_id bigint not null, rows bigint, ' +
      'filestream_filegroup_id smallint not null, data_compression tinyint not null, data_compression_desc nvarchar(60)',
    () =>
      database.tables().map(([, { rows }], index) => ({
        partition_id: BigInt(firstTableId + index * 16),
        object_id: firstTableId + index * 16,
        index_id: 0,
        partition_number: 1,
        hobt_id: BigInt(firstTableId + index * 16),
        rows: BigInt(rows.size),
        filestream_filegroup_id: 0,
        data_compression: 0,
        data_compression_desc: 'NONE',
      })),
  );

/** dbo in db_owner; memberships of other users are not modelled. */
const roleMembers = (): VirtualTable =>
  view('role_principal_id int not null, member_principal_id int not null', () => [
    { role_principal_id: 16_384, member_principal_id: 1 },
  ]);

export const databaseViews: Readonly<Record<string, (database: Database) => VirtualTable>> = {
  partitions,
  database_role_members: roleMembers,
};
