/** An estate whose language, protocol and msdb are reduced to nothing, to drive the model through its statements alone. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Msdb } from '../../../../estate/contract';
import { installChatDatabase, modelSize } from '../../../../estate/chat-schema';
import { createEstate } from '../../../../estate/estate';
import type { EstateParts, RunningEstate } from '../../../../estate/estate';
import { SqlError } from '../../../../estate/sql-server/contract';
import type { Versions } from '../../../../estate/stores';
import type {
  AdministrativeStatement,
  AlterDatabaseAction,
  Column,
  SessionFacts,
  SqlMessage,
  SqlValue,
  StatementOptions,
} from '../../../../estate/sql-server/contract';
import type { Instance } from '../../../../estate/sql-server/model/instance';
import { smallPool } from '../../pools';

const noMsdb = (): Msdb => ({
  table: () => undefined,
  procedure: () => undefined,
  recordBackup: () => undefined,
  recordRestore: () => undefined,
  startAgent: () => undefined,
  stopAgent: () => undefined,
  crashAgent: () => undefined,
  agentRunning: true,
  logShipping: () => ({ primaryOf: [], secondaryOf: [], jobs: [] }),
  dispose: () => undefined,
});

const withoutLanguage: EstateParts = {
  listen: async () => ({ port: 1, close: async () => undefined }),
  createMsdb: noMsdb,
  openSession: (_, { id, database }) => ({
    id,
    database,
    activity: {
      status: 'sleeping',
      statement: '',
      command: 'AWAITING COMMAND',
      percent: 0,
      estimatedMs: 0,
      startedAt: undefined,
    },
    onEnded: () => undefined,
    onTransaction: () => undefined,
    describe: () => undefined,
    isolation: 'READ COMMITTED',
    execute: async () => undefined,
    call: async () => undefined,
    transaction: async () => undefined,
    reset: () => undefined,
    close: () => undefined,
    end: () => undefined,
  }),
};

export interface TestEstate {
  readonly estate: RunningEstate;
  readonly folder: string;
  readonly instance: (name: string) => Instance;
  /** Modelled MB/s of every copy that begins from now on. */
  readonly copiesAt: (throughput: number) => void;
  readonly close: () => Promise<void>;
}

/** Sizes are modelled, so that 6 TB are as quick as one GB at the right time scale. */
export async function anEstate(
  timeScale = 100_000,
  {
    parts = withoutLanguage,
    sizeGb = 1,
    versions = {},
  }: { parts?: EstateParts; sizeGb?: number; versions?: Versions } = {},
): Promise<TestEstate> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'estate-'));
  const logins = [
    { name: 'pchatdr', password: 'secret', sysadmin: true },
    { name: 'chat', password: 'chat', sysadmin: false },
  ];
  const load = { sizeGb, throughput: 200 };
  const estate = await createEstate(smallPool, { folder, timeScale, load, versions, logins }, parts);
  return {
    estate,
    folder,
    instance: (name) => estate.find(name)!,
    copiesAt: (throughput) => {
      load.throughput = throughput;
    },
    close: async () => {
      await estate.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Told {
  readonly messages: SqlMessage[];
  readonly progress: number[];
  readonly columns: Column[];
  readonly rows: (readonly SqlValue[])[];
}

export interface RunAs {
  readonly database?: string;
  readonly isSysadmin?: boolean;
  readonly login?: string;
  readonly signal?: AbortSignal;
  readonly id?: number;
}

/** Session facts as the engine would give them, and what the statement tells. */
export function aSession(as: RunAs = {}): { session: SessionFacts; told: Told } {
  const told: Told = { messages: [], progress: [], columns: [], rows: [] };
  const session: SessionFacts = {
    id: as.id ?? 9000,
    login: as.login ?? 'pchatdr',
    isSysadmin: as.isSysadmin ?? true,
    database: as.database ?? 'master',
    hostName: 'test',
    programName: 'test',
    inTransaction: false,
    signal: as.signal ?? new AbortController().signal,
    progress: (_, percent) => told.progress.push(percent),
    message: (number, severity, text) => told.messages.push({ number, severity, state: 1, text }),
  };
  return { session, told };
}

export async function administer(
  instance: Instance,
  statement: AdministrativeStatement,
  as: RunAs = {},
): Promise<Told> {
  const { session, told } = aSession(as);
  await instance.administer(statement, session, {
    columns: (columns) => told.columns.push(...columns),
    row: (row) => told.rows.push(row),
    done: () => undefined,
  });
  return told;
}

/** The numbers of a refusal in the order that a client sees them; empty when the work succeeds. */
export async function numbersOf(work: Promise<unknown>): Promise<number[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return [...error.before, error.details].map(({ number }) => number);
  }
}

const options = (words: Readonly<Record<string, true | string | number>>): StatementOptions =>
  new Map(Object.entries(words));
type Words = Readonly<Record<string, true | string | number>>;

export const backup = (
  what: 'database' | 'log',
  disk: string,
  words: Words = {},
  database = 'mgc',
): AdministrativeStatement => ({
  kind: 'backup',
  what,
  database,
  disks: [disk],
  options: options(words),
});

export const restore = (
  what: 'database' | 'log' | 'headeronly' | 'filelistonly' | 'labelonly' | 'verifyonly',
  disk: string | undefined,
  words: Words = {},
  database = 'mgc',
): AdministrativeStatement => ({
  kind: 'restore',
  what,
  database,
  disks: disk === undefined ? [] : [disk],
  options: options(words),
  moves: [],
});

export const alter = (action: AlterDatabaseAction, database = 'mgc'): AdministrativeStatement => ({
  kind: 'alter database',
  database,
  action,
});

export async function createMgc(instance: Instance, sizeGb = 1): Promise<void> {
  await administer(instance, { kind: 'create database', database: 'mgc' });
  installMgc(instance, sizeGb);
}

/** Tables and users of an mgc that is there and empty. */
export function installMgc(instance: Instance, sizeGb = 1): void {
  installChatDatabase(instance, 'mgc');
  modelSize([instance], sizeGb);
}

/** One committed message. */
export function write(instance: Instance, id: number): void {
  const { session } = aSession({ database: 'mgc' });
  const table = instance.table({ database: 'mgc', schema: 'dbo', name: 'tblChat' }, session);
  table?.insert?.([[BigInt(id), 1, 'sip:ann@contoso.com', `M${String(id)}`, `message ${String(id)}`, 0n]], session);
}

export const messagesIn = (instance: Instance): number[] =>
  instance
    .require('mgc')
    .rowsOf('tblChat')
    .map(([id]) => Number(id));

export const full = '\\\\fs\\ls\\mgc\\full.bak';
export const logFile = (number: number): string => `\\\\fs\\ls\\mgc\\mgc_${String(number)}.trn`;
