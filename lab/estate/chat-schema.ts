/** The tables of mgc and mgccomp as far as the chat and its checks use them, made as the product's installer makes them. */
import type { Catalogue, Service, Storage } from './sql-server/model/ports';
import type { Change } from './sql-server/model/transaction-log';
import { newGuid } from './sql-server/model/transaction-log';
import { pack } from './sql-server/model/values';

const gigabyte = 1024 ** 3;

export const chatTables = {
  mgc: {
    tblChat:
      'chatID bigint not null, roomID int not null, userID nvarchar(256) not null, messageID nvarchar(64) not null, message nvarchar(max), chatDate bigint not null',
    tblConfig: 'configPoolID uid not null, configVersion int not null',
    tblNode: 'nodeID int not null, nodeName nvarchar(256) not null, nodeType int not null',
    tblPrincipal: 'prinID int not null, prinName nvarchar(256) not null, prinUri nvarchar(256) not null',
    tblServerIdentity: 'serverID int not null, serverAddress nvarchar(256) not null, serverLastPingTime datetime',
  },
  mgccomp: {
    tblComplianceData: 'dataID bigint not null, roomID int, payload nvarchar(max), chatDate bigint',
    tblComplianceFanout: 'dataID bigint not null, adapterID int not null',
    tblComplianceState: 'stateKey nvarchar(128) not null, stateValue nvarchar(256)',
  },
} as const;

export type ChatDatabase = keyof typeof chatTables;

/** From now on mgc has this size, and mgccomp a tenth of it. */
export function modelSize(instances: readonly Catalogue[], sizeGb: number): void {
  const data = { mgc: sizeGb * gigabyte, mgccomp: (sizeGb * gigabyte) / 10 };
  for (const instance of instances) {
    for (const name of ['mgc', 'mgccomp'] as const) {
      const database = instance.find(name);
      if (!database) continue;
      const dataFiles = database.files.filter(({ type }) => type === 'ROWS').length;
      const sizeOf = { ROWS: data[name] / dataFiles, LOG: data[name] / 10 };
      database.files = database.files.map((file) => ({ ...file, size: Math.round(sizeOf[file.type]) }));
    }
  }
}

/** Makes the tables and users of a chat database that exists and is empty. */
export function installChatDatabase(instance: Service & Catalogue & Storage, name: ChatDatabase): void {
  const database = instance.require(name);
  const users = instance.logins.all
    .filter(({ isSysadmin }) => !isSysadmin)
    .map(({ name: login, type, sid }) => ({ name: login, type, sid }));
  const tables = Object.entries(chatTables[name]).map(([table, columns]): Change => ({
    kind: 'table',
    table,
    columns,
  }));
  instance.write(database, [
    ...tables,
    { kind: 'users', users },
    ...(name === 'mgc' ? initialRows(database.newRowId()) : []),
  ]);
  instance.changed(`${name} installed`);
}

const initialRows = (rowId: number): Change[] => [
  { kind: 'put', table: 'tblConfig', rowId, row: [newGuid(), 1].map(pack) },
  { kind: 'put', table: 'tblNode', rowId: rowId + 1, row: [1, 'Operations', 1].map(pack) },
];
