/** Views of the server itself: services, principals and their roles, endpoints (SQL Server 2012). */
import type { VirtualTable } from '../../contract';
import { view } from '../columns';
import { OffsetDate } from '../../offset-date';
import type { Catalogue, Clock, Mirroring, Service } from '../ports';
import type { Login } from '../logins';
import { fixedServerRoles, rolePrincipalId } from '../server-roles';
import { requireServerState } from './server-state';

export const serverServices = (instance: Service & Clock): VirtualTable =>
  view(
    'servicename nvarchar(256) not null, startup_type int, startup_desc nvarchar(256) not null, status int, status_desc nvarchar(256) not null, process_id int, ' +
      'last_startup_time datetimeoffset, service_account nvarchar(256) not null, filename nvarchar(256) not null, is_clustered nvarchar(1) not null, cluster_nodename nvarchar(256), instant_file_initialization_enabled nvarchar(1) not null since 11 but 12',
    (session) => {
      requireServerState(session);
      const suffix = instance.name.split('\\')[1] ?? 'MSSQLSERVER';
      const service = (servicename: string, isRunning: boolean, account: string, filename: string) => ({
        servicename,
        startup_type: 2,
        startup_desc: 'Automatic',
        status: isRunning ? 4 : 1,
        status_desc: isRunning ? 'Running' : 'Stopped',
        process_id: isRunning ? process.pid : null,
        last_startup_time: new OffsetDate(instance.startedAt.getTime(), instance.timeZone.offsetAt(instance.startedAt)),
        service_account: account,
        filename,
        is_clustered: 'N',
        instant_file_initialization_enabled: 'N',
      });
      return [
        service(`SQL Server (${suffix})`, true, `NT Service\\MSSQL$${suffix}`, 'sqlservr.exe'),
        service(
          `SQL Server Agent (${suffix})`,
          instance.agentRunning,
          `NT Service\\SQLAgent$${suffix}`,
          'SQLAGENT.EXE',
        ),
      ];
    },
    instance.release.version.major,
  );

const principalColumns =
  'name sysname not null, principal_id int not null, sid varbinary(85), type char(1) not null, type_desc nvarchar(60), is_disabled int, create_date datetime not null, ' +
  'modify_date datetime not null, default_database_name sysname, default_language_name sysname, credential_id int, owning_principal_id int since 11, is_fixed_role bit not null since 11';

const principalRow = (instance: Service & Clock, { name, principalId, sid, type, isDisabled }: Login) => ({
  name,
  principal_id: principalId,
  sid: Buffer.from(sid, 'hex'),
  type,
  type_desc: type === 'S' ? 'SQL_LOGIN' : 'WINDOWS_LOGIN',
  is_disabled: Number(isDisabled),
  create_date: instance.timeZone.local(instance.startedAt),
  modify_date: instance.timeZone.local(instance.startedAt),
  default_database_name: 'master',
  default_language_name: 'us_english',
  is_fixed_role: false,
});

export const serverPrincipals = (instance: Service & Clock & Catalogue): VirtualTable =>
  view(
    principalColumns,
    (session) => [
      ...visible(instance, session.isSysadmin, session.login).map((login) => principalRow(instance, login)),
      ...['public', ...fixedServerRoles].map((name, index) => ({
        name,
        principal_id: index + 2,
        type: 'R',
        type_desc: 'SERVER_ROLE',
        create_date: instance.timeZone.local(instance.startedAt),
        modify_date: instance.timeZone.local(instance.startedAt),
        is_fixed_role: name !== 'public',
      })),
    ],
    instance.release.version.major,
  );

const visible = (instance: Catalogue, isSysadmin: boolean, login: string): readonly Login[] =>
  instance.logins.all.filter(({ name }) => isSysadmin || name === 'sa' || name.toLowerCase() === login.toLowerCase());

const endpointColumns =
  'name sysname not null, endpoint_id int not null, principal_id int, protocol tinyint not null, protocol_desc nvarchar(60), type tinyint not null, type_desc nvarchar(60), ' +
  'state tinyint, state_desc nvarchar(60), is_admin_endpoint bit not null';

const mirroringEndpoint = {
  name: 'Mirroring',
  endpoint_id: 65_536,
  principal_id: 1,
  protocol: 2,
  protocol_desc: 'TCP',
  type: 4,
  type_desc: 'DATABASE_MIRRORING',
  state: 0,
  state_desc: 'STARTED',
  is_admin_endpoint: false,
};

export const mirroringEndpoints = (): VirtualTable =>
  view(
    `${endpointColumns}, role tinyint, role_desc nvarchar(60), is_encryption_enabled bit not null, connection_auth tinyint not null, connection_auth_desc nvarchar(60), ` +
      'certificate_id int, encryption_algorithm tinyint not null, encryption_algorithm_desc nvarchar(60)',
    () => [
      {
        ...mirroringEndpoint,
        role: 3,
        role_desc: 'ALL',
        is_encryption_enabled: true,
        connection_auth: 3,
        connection_auth_desc: 'NEGOTIATE',
        encryption_algorithm: 2,
        encryption_algorithm_desc: 'AES',
      },
    ],
  );

export const tcpEndpoints = (instance: Mirroring): VirtualTable =>
  view(`${endpointColumns}, port int not null, is_dynamic_port bit not null, ip_address nvarchar(45)`, () => [
    {
      ...mirroringEndpoint,
      name: 'TSQL Default TCP',
      endpoint_id: 4,
      type: 2,
      type_desc: 'TSQL',
      port: 0,
      is_dynamic_port: true,
    },
    { ...mirroringEndpoint, port: instance.endpointPort, is_dynamic_port: false },
  ]);

export const serverRoleMembers = (instance: Catalogue): VirtualTable =>
  view('role_principal_id int not null, member_principal_id int not null', () =>
    instance.logins.all.flatMap(({ roles, principalId }) =>
      roles.map((role) => ({ role_principal_id: rolePrincipalId(role), member_principal_id: principalId })),
    ),
  );
