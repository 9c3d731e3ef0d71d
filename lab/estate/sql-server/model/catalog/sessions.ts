/** sys.dm_exec_sessions, sys.dm_exec_requests, sys.dm_exec_connections and sys.sysprocesses (SQL Server 2012). */
import type { IsolationLevel, SessionFacts, VirtualTable } from '../../contract';
import { view } from '../columns';
import { requireServerState } from './server-state';
import type { Catalogue, Clock, Service, Sessions } from '../ports';
import { requestOf } from '../session-registry';
import type { LiveSession } from '../session-registry';

/** Without VIEW SERVER STATE a login sees its own session only, and no error says so. */
const visible = (instance: Sessions, session: SessionFacts): readonly LiveSession[] =>
  instance.registry.all.filter(({ id }) => session.isSysadmin || id === session.id);

const databaseIdOf = (instance: Catalogue, { engine }: LiveSession): number =>
  instance.databaseId(engine.database) ?? 1;
const transactionsOf = (instance: Sessions, { id }: LiveSession): number => (instance.transactions.isOpen(id) ? 1 : 0);
const elapsed = (instance: Clock, since: Date): number => instance.now().getTime() - since.getTime();

/** By the number that the view shows. */
const isolationLevels: readonly (IsolationLevel | undefined)[] = [
  undefined,
  'READ UNCOMMITTED',
  'READ COMMITTED',
  'REPEATABLE READ',
  'SERIALIZABLE',
  'SNAPSHOT',
];

export const execSessions = (instance: Service & Clock & Sessions & Catalogue): VirtualTable =>
  view(
    'session_id smallint not null, login_time datetime not null, host_name nvarchar(128), program_name nvarchar(128), host_process_id int, client_version int, ' +
      'client_interface_name nvarchar(32), security_id varbinary(85) not null, login_name nvarchar(128) not null, nt_domain nvarchar(128), nt_user_name nvarchar(128), ' +
      'status nvarchar(30) not null, cpu_time int not null, memory_usage int not null, total_elapsed_time int not null, last_request_start_time datetime not null, ' +
      'last_request_end_time datetime, reads bigint not null, writes bigint not null, logical_reads bigint not null, is_user_process bit not null, ' +
      'original_login_name nvarchar(128) not null, row_count bigint not null, database_id smallint not null since 11, authenticating_database_id int since 11, open_transaction_count int not null since 11, transaction_isolation_level smallint not null',
    (session) =>
      visible(instance, session).map((live) => ({
        session_id: live.id,
        login_time: instance.timeZone.local(live.connectedAt),
        host_name: live.hostName,
        program_name: live.programName,
        host_process_id: live.clientPid,
        client_version: 7,
        client_interface_name: 'TDS',
        security_id: Buffer.from(live.login.sid, 'hex'),
        login_name: live.login.name,
        nt_domain: live.login.type === 'U' ? live.login.name.split('\\')[0]! : '',
        nt_user_name: live.login.type === 'U' ? live.login.name.split('\\')[1]! : '',
        status: requestOf(live) ? 'running' : 'sleeping',
        cpu_time: 0,
        memory_usage: 2,
        total_elapsed_time: 0,
        last_request_start_time: instance.timeZone.local(live.lastRequestAt),
        last_request_end_time: instance.timeZone.local(live.lastRequestAt),
        reads: 0n,
        writes: 0n,
        logical_reads: 0n,
        is_user_process: true,
        original_login_name: live.login.name,
        row_count: 0n,
        database_id: databaseIdOf(instance, live),
        authenticating_database_id: 1,
        open_transaction_count: transactionsOf(instance, live),
        transaction_isolation_level: isolationLevels.indexOf(live.engine.isolation),
      })),
    instance.release.version.major,
  );

export const execRequests = (instance: Clock & Sessions & Catalogue): VirtualTable =>
  view(
    'session_id smallint not null, request_id int not null, start_time datetime not null, status nvarchar(30) not null, command nvarchar(32) not null, ' +
      'sql_handle varbinary(64), statement_start_offset int, statement_end_offset int, database_id smallint not null, user_id int not null, connection_id uid, ' +
      'blocking_session_id smallint, wait_type nvarchar(60), wait_time int not null, last_wait_type nvarchar(60) not null, wait_resource nvarchar(256) not null, ' +
      'open_transaction_count int not null, percent_complete real not null, estimated_completion_time bigint not null, cpu_time int not null, ' +
      'total_elapsed_time int not null, reads bigint not null, writes bigint not null, logical_reads bigint not null, row_count bigint not null',
    (session) =>
      visible(instance, session).flatMap((live) => {
        const request = requestOf(live);
        if (!request) return [];
        const isBackup = /^(BACKUP|RESTORE)/.test(request.command);
        return {
          session_id: live.id,
          request_id: 0,
          start_time: instance.timeZone.local(request.startedAt),
          status: isBackup ? 'suspended' : 'running',
          command: request.command,
          sql_handle: handleOf(live),
          statement_start_offset: 0,
          statement_end_offset: -1,
          database_id: databaseIdOf(instance, live),
          user_id: 1,
          connection_id: live.connectionId,
          blocking_session_id: 0,
          wait_type: isBackup ? 'BACKUPIO' : null,
          wait_time: 0,
          last_wait_type: isBackup ? 'BACKUPIO' : 'MISCELLANEOUS',
          wait_resource: '',
          open_transaction_count: transactionsOf(instance, live),
          percent_complete: request.percent,
          estimated_completion_time: BigInt(Math.round(request.estimatedMs)),
          cpu_time: 0,
          total_elapsed_time: elapsed(instance, request.startedAt),
          reads: 0n,
          writes: 0n,
          logical_reads: 0n,
          row_count: 0n,
        };
      }),
  );

const handleOf = ({ id }: LiveSession): Buffer => {
  const handle = Buffer.alloc(20);
  handle[0] = 1;
  handle.writeInt32BE(id, 16);
  return handle;
};

export const execConnections = (instance: Service & Clock & Sessions): VirtualTable =>
  view(
    'session_id int, most_recent_session_id int, connect_time datetime not null, net_transport nvarchar(40) not null, protocol_type nvarchar(40), protocol_version int, ' +
      'encrypt_option nvarchar(40) not null, auth_scheme nvarchar(40) not null, net_packet_size int, client_net_address nvarchar(48), client_tcp_port int, ' +
      'local_net_address nvarchar(48), local_tcp_port int, connection_id uid not null, most_recent_sql_handle varbinary(64)',
    (session) => {
      requireServerState(session);
      return instance.registry.all.map((live) => ({
        session_id: live.id,
        most_recent_session_id: live.id,
        connect_time: instance.timeZone.local(live.connectedAt),
        net_transport: 'TCP',
        protocol_type: 'TSQL',
        encrypt_option: live.encrypted === true ? 'TRUE' : 'FALSE',
        auth_scheme: live.login.type === 'U' ? 'NTLM' : 'SQL',
        net_packet_size: 4096,
        client_net_address: '127.0.0.1',
        local_net_address: '127.0.0.1',
        local_tcp_port: instance.port,
        connection_id: live.connectionId,
        most_recent_sql_handle: handleOf(live),
      }));
    },
  );

export const sysprocesses = (instance: Clock & Sessions & Catalogue): VirtualTable =>
  view(
    'spid smallint not null, kpid smallint not null, blocked smallint not null, waittime bigint not null, lastwaittype nchar(32) not null, dbid smallint not null, ' +
      'uid smallint, cpu int not null, physical_io bigint not null, memusage int not null, login_time datetime not null, last_batch datetime not null, ' +
      'ecid smallint not null, open_tran smallint not null, status nchar(30) not null, sid binary(86) not null, hostname nchar(128) not null, ' +
      'program_name nchar(128) not null, hostprocess nchar(10) not null, cmd nchar(16) not null, nt_domain nchar(128) not null, nt_username nchar(128) not null, ' +
      'loginame nchar(128) not null, request_id int not null, waittype binary(2) not null, waitresource nchar(256) not null, sql_handle binary(20) not null, stmt_start int not null, stmt_end int not null',
    (session) =>
      visible(instance, session).map((live) => ({
        spid: live.id,
        kpid: 0,
        blocked: 0,
        waittime: 0n,
        lastwaittype: 'MISCELLANEOUS'.padEnd(32),
        dbid: databaseIdOf(instance, live),
        uid: 1,
        cpu: 0,
        physical_io: 0n,
        memusage: 2,
        login_time: instance.timeZone.local(live.connectedAt),
        last_batch: instance.timeZone.local(live.lastRequestAt),
        ecid: 0,
        open_tran: transactionsOf(instance, live),
        status: (live.rollback ? 'rollback' : requestOf(live) ? 'runnable' : 'sleeping').padEnd(30),
        sid: Buffer.concat([Buffer.from(live.login.sid, 'hex'), Buffer.alloc(86)], 86),
        hostname: live.hostName.padEnd(128),
        program_name: live.programName.padEnd(128),
        hostprocess: String(live.clientPid).padEnd(10),
        cmd: (requestOf(live)?.command ?? 'AWAITING COMMAND').slice(0, 16).padEnd(16),
        nt_domain: ''.padEnd(128),
        nt_username: ''.padEnd(128),
        loginame: live.login.name.padEnd(128),
        request_id: 0,
        waittype: Buffer.alloc(2),
        waitresource: ''.padEnd(256),
        sql_handle: handleOf(live),
        stmt_start: 0,
        stmt_end: -1,
      })),
  );
