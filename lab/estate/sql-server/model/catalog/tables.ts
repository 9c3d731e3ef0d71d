/** sys.tables and sys.dm_db_partition_stats of one database (SQL Server 2012): every table is a heap of one partition. */
import { SqlError } from '../../contract';
import type { SessionFacts, VirtualTable } from '../../contract';
import { view } from '../columns';
import type { Database } from '../database';
import { pageSize } from '../long-work';
import { messageOf } from '../refusals';
import { bytesOf } from '../values';

/** The same in every copy of a database, as a restored one has it. */
export function objectIdOf(table: string): number {
  const hash = Buffer.from(table.toLowerCase()).reduce((sum, byte) => (sum * 31 + byte) % 1_900_000_000, 7);
  return 100_000_000 + hash;
}

export const tables = (database: Database): VirtualTable =>
  view(
    'name sysname not null, object_id int not null, principal_id int, schema_id int not null, parent_object_id int not null, type char(2), type_desc nvarchar(60), ' +
      'create_date datetime not null, modify_date datetime not null, is_ms_shipped bit not null, is_published bit not null',
    () =>
      database.tables.map(([name]) => ({
        name,
        object_id: objectIdOf(name),
        schema_id: 1,
        parent_object_id: 0,
        type: 'U ',
        type_desc: 'USER_TABLE',
        create_date: database.createdAt,
        modify_date: database.createdAt,
        is_ms_shipped: false,
        is_published: false,
      })),
  );

export const partitionStats = (database: Database): VirtualTable =>
  view(
    'partition_id bigint, object_id int not null, index_id int not null, partition_number int not null, in_row_data_page_count bigint, in_row_used_page_count bigint, ' +
      'in_row_reserved_page_count bigint, lob_used_page_count bigint, lob_reserved_page_count bigint, row_overflow_used_page_count bigint, ' +
      'row_overflow_reserved_page_count bigint, used_page_count bigint, reserved_page_count bigint, row_count bigint',
    (session) => {
      requireDatabaseState(session, database);
      return database.tables.map(([name, { rows }]) => {
        const data = Math.ceil([...rows.values()].reduce((sum, row) => sum + bytesOf(row), 0) / pageSize);
        // The page that tells which extents are the table's.
        const used = data === 0 ? 0 : data + 1;
        const reserved = Math.ceil(used / 8) * 8;
        return {
          partition_id: 72_057_594_000_000_000n + BigInt(objectIdOf(name)),
          object_id: objectIdOf(name),
          index_id: 0,
          partition_number: 1,
          in_row_data_page_count: BigInt(data),
          in_row_used_page_count: BigInt(used),
          in_row_reserved_page_count: BigInt(reserved),
          lob_used_page_count: 0n,
          lob_reserved_page_count: 0n,
          row_overflow_used_page_count: 0n,
          row_overflow_reserved_page_count: 0n,
          used_page_count: BigInt(used),
          reserved_page_count: BigInt(reserved),
          row_count: BigInt(rows.size),
        };
      });
    },
  );

/** @throws SqlError 262 followed by 297. */
function requireDatabaseState({ isSysadmin }: SessionFacts, { name }: Database): void {
  if (isSysadmin) return;
  throw new SqlError(messageOf(297), [messageOf(262, 'VIEW DATABASE STATE', name)]);
}
