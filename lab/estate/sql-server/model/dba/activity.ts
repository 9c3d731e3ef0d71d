/** DMVs of transactions, locks, waits and of the host, as far as the model knows them (SQL Server 2012). */
import type { SessionFacts, VirtualTable } from '../../contract';
import { view } from '../columns';
import type { NamedRow } from '../columns';
import type { Instance } from '../instance';
import { rolePrincipalId } from '../server-roles';
import { requestOf } from '../sessions';
import type { LiveSession } from '../sessions';
import { requireServerState } from './server-state';

const serverView = (columnText: string, rows: (session: SessionFacts) => readonly NamedRow[]): VirtualTable =>
  view(columnText, (session) => {
    requireServerState(session);
    return rows(session);
  });

const inTransaction = (instance: Instance): readonly LiveSession[] =>
  instance.registry.all.filter(({ id }) => instance.transactions.isOpen(id));

/** A session has one transaction at most, so its id stands for it. */
const transactionId = ({ id }: LiveSession): bigint => BigInt(id) + 1000n;

const activeTransactions = (instance: Instance): VirtualTable =>
  serverView(
    'transaction_id bigint not null, name nvarchar(32) not null, transaction_begin_time datetime not null, transaction_type int not null, ' +
      'transaction_uow uid, transaction_state int not null, dtc_state int not null',
    () =>
      inTransaction(instance).map((live) => ({
        transaction_id: transactionId(live),
        name: 'user_transaction',
        transaction_begin_time: live.lastRequestAt,
        transaction_type: 1,
        transaction_state: 2,
        dtc_state: 0,
      })),
  );

const sessionTransactions = (instance: Instance): VirtualTable =>
  serverView(
    'session_id int not null, transaction_id bigint not null, transaction_descriptor binary(8) not null, enlist_count int not null, is_user_transaction bit not null, ' +
      'is_local bit not null, is_enlisted bit not null, is_bound bit not null, open_transaction_count int not null',
    () =>
      inTransaction(instance).map((live) => ({
        session_id: live.id,
        transaction_id: transactionId(live),
        transaction_descriptor: Buffer.alloc(8),
        enlist_count: 0,
        is_user_transaction: true,
        is_local: true,
        is_enlisted: false,
        is_bound: false,
        open_transaction_count: 1,
      })),
  );

const databaseTransactions = (instance: Instance): VirtualTable =>
  serverView(
    'transaction_id bigint not null, database_id int not null, database_transaction_begin_time datetime, database_transaction_type int not null, ' +
      'database_transaction_state int not null, database_transaction_log_record_count bigint not null, database_transaction_log_bytes_used bigint not null, ' +
      'database_transaction_log_bytes_reserved bigint not null',
    () =>
      inTransaction(instance).flatMap((live) =>
        instance.held.flatMap((database) => {
          const pending = instance.transactions.pending(live.id, database);
          if (pending.length === 0) return [];
          return {
            transaction_id: transactionId(live),
            database_id: database.id,
            database_transaction_begin_time: live.lastRequestAt,
            database_transaction_type: 1,
            database_transaction_state: 4,
            database_transaction_log_record_count: BigInt(pending.length),
            database_transaction_log_bytes_used: BigInt(pending.reduce((sum, { bytes }) => sum + bytes, 0)),
            database_transaction_log_bytes_reserved: 0n,
          };
        }),
      ),
  );

/** Every session holds a shared lock on the database that it stands in; finer locks are not modelled. */
const locks = (instance: Instance): VirtualTable =>
  serverView(
    'resource_type nvarchar(60) not null, resource_subtype nvarchar(60) not null, resource_database_id int not null, resource_description nvarchar(256) not null, ' +
      'resource_associated_entity_id bigint, request_mode nvarchar(60) not null, request_type nvarchar(60) not null, request_status nvarchar(60) not null, ' +
      'request_session_id int not null, request_owner_type nvarchar(60) not null',
    () =>
      instance.registry.all.flatMap((live) => {
        const id = instance.databaseId(live.engine.database);
        if (id === null || id <= 2) return [];
        return {
          resource_type: 'DATABASE',
          resource_subtype: '',
          resource_database_id: id,
          resource_description: '',
          resource_associated_entity_id: 0n,
          request_mode: 'S',
          request_type: 'LOCK',
          request_status: 'GRANT',
          request_session_id: live.id,
          request_owner_type: 'SHARED_TRANSACTION_WORKSPACE',
        };
      }),
  );

const waitTypes = ['ASYNC_IO_COMPLETION', 'BACKUPBUFFER', 'BACKUPIO', 'LCK_M_S', 'LCK_M_X', 'SLEEP_TASK', 'WRITELOG'];

/** Waits are not counted. */
const waitStats = (): VirtualTable =>
  serverView(
    'wait_type nvarchar(60) not null, waiting_tasks_count bigint not null, wait_time_ms bigint not null, max_wait_time_ms bigint not null, signal_wait_time_ms bigint not null',
    () =>
      waitTypes.map((wait_type) => ({
        wait_type,
        waiting_tasks_count: 0n,
        wait_time_ms: 0n,
        max_wait_time_ms: 0n,
        signal_wait_time_ms: 0n,
      })),
  );

const waitingTasks = (instance: Instance): VirtualTable =>
  serverView(
    'waiting_task_address varbinary(8) not null, session_id smallint, exec_context_id int, wait_duration_ms bigint, wait_type nvarchar(60), resource_address varbinary(8), ' +
      'blocking_task_address varbinary(8), blocking_session_id smallint, blocking_exec_context_id int, resource_description nvarchar(3072)',
    () =>
      instance.registry.all.flatMap((live) => {
        const request = requestOf(live);
        const waitType = request && waitOf(request.command);
        if (!request || waitType === undefined) return [];
        return {
          waiting_task_address: Buffer.alloc(8),
          session_id: live.id,
          exec_context_id: 0,
          wait_duration_ms: BigInt(Math.max(0, instance.now().getTime() - request.startedAt.getTime())),
          wait_type: waitType,
        };
      }),
  );

const waitOf = (command: string): string | undefined =>
  command === 'WAITFOR' ? 'WAITFOR' : /^(BACKUP|RESTORE)/.test(command) ? 'BACKUPIO' : undefined;

const sysInfo = (instance: Instance): VirtualTable =>
  serverView(
    'cpu_ticks bigint not null, ms_ticks bigint not null, cpu_count int not null, hyperthread_ratio int not null, physical_memory_kb bigint not null, ' +
      'virtual_memory_kb bigint not null, committed_kb bigint not null, committed_target_kb bigint not null, max_workers_count int not null, scheduler_count int not null, ' +
      'sqlserver_start_time_ms_ticks bigint not null, sqlserver_start_time datetime not null, virtual_machine_type int not null, virtual_machine_type_desc nvarchar(60) not null',
    () => {
      const memory = 16n * 1024n * 1024n;
      const up = BigInt(Math.max(0, instance.now().getTime() - instance.startedAt.getTime()));
      return [
        {
          cpu_ticks: up * 2_000_000n,
          ms_ticks: up,
          cpu_count: 4,
          hyperthread_ratio: 4,
          physical_memory_kb: memory,
          virtual_memory_kb: 8n * 1024n ** 3n,
          committed_kb: memory / 2n,
          committed_target_kb: memory / 2n,
          max_workers_count: 512,
          scheduler_count: 4,
          sqlserver_start_time_ms_ticks: 0n,
          sqlserver_start_time: instance.startedAt,
          virtual_machine_type: 1,
          virtual_machine_type_desc: 'HYPERVISOR',
        },
      ];
    },
  );

const serverRoleMembers = (instance: Instance): VirtualTable =>
  view('role_principal_id int not null, member_principal_id int not null', () =>
    instance.logins.all.flatMap(({ roles, principalId }) =>
      roles.map((role) => ({ role_principal_id: rolePrincipalId(role), member_principal_id: principalId })),
    ),
  );

export const activityViews: Readonly<Record<string, (instance: Instance) => VirtualTable>> = {
  dm_tran_active_transactions: activeTransactions,
  dm_tran_session_transactions: sessionTransactions,
  dm_tran_database_transactions: databaseTransactions,
  dm_tran_locks: locks,
  dm_os_wait_stats: waitStats,
  dm_os_waiting_tasks: waitingTasks,
  dm_os_sys_info: sysInfo,
  server_role_members: serverRoleMembers,
};
