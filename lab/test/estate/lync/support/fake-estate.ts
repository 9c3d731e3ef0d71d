/** An estate with just enough behind it for the Lync side: two data centres to lose, and instances that note statements. */
import { WorkObserver } from '../../../../estate/work';
import { createLedger } from '../../../../estate/ledger';
import { LabClock } from '../../../../estate/clock';
import { instanceName, sideOf } from '../../../../estate/pool';
import { chatPool as pool } from '../../pools';
import { lsn } from '../../../../estate/lsn';
import type { DataCentreSide, Store, StoreRole } from '../../../../estate/pool';
import type { Estate, EstateFiles, LabDatabase, LabInstance, RunOptions } from '../../../../estate/contract';
import { TimeZone } from '../../../../estate/time-zone';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
export type FakeDatabase = Writable<LabDatabase>;
export type FakeInstance = Writable<Omit<LabInstance, 'sessions'>> & {
  readonly held: Map<string, FakeDatabase>;
  readonly statements: { readonly text: string; readonly options: RunOptions }[];
  sessionsOnMgc: string[];
  sessions: LabInstance['sessions'];
};

export function fakeDatabase(name: string, state: LabDatabase['state'] = 'ONLINE'): FakeDatabase {
  return {
    name,
    id: 5,
    state,
    userAccess: 'MULTI_USER',
    recoveryModel: 'FULL',
    lsn: lsn('1'),
    forkGuid: 'fork',
    rowsOf: () => [],
  };
}

function fakeInstance(role: StoreRole, store: Store): FakeInstance {
  const held = new Map<string, FakeDatabase>();
  const statements: FakeInstance['statements'] = [];
  const instance: FakeInstance = {
    name: instanceName(store),
    version: { major: 11, minor: 0, build: 7001 },
    role,
    timeZone: new TimeZone('UTC'),
    place: { side: sideOf(role), host: store.server },
    port: 0,
    isUp: true,
    agentRunning: true,
    held,
    statements,
    sessionsOnMgc: [],
    databases: () => [...held.values()],
    database: (name) => held.get(name),
    run: (text, options) => {
      statements.push({ text, options });
      return Promise.resolve({ messages: [], resultSets: [] });
    },
    sessions: () =>
      instance.sessionsOnMgc.map((hostName, id) => ({
        id,
        login: 'chat',
        hostName,
        programName: 'ChannelService',
        database: 'mgc',
      })),
    sidOf: (login) => Buffer.from(login),
    loginName: (sid) => sid.toString(),
    accountRefusal: () => undefined,
    login: () => Promise.reject(new Error('a fake instance has no sessions')),
  };
  return instance;
}

export interface FakeEstate extends Estate {
  readonly lost: Set<DataCentreSide>;
  readonly instances: readonly FakeInstance[];
  at(role: StoreRole): FakeInstance;
}

const noFiles = {} as EstateFiles;

export function fakeEstate(timeScale = 10_000): FakeEstate {
  const lost = new Set<DataCentreSide>();
  const listeners = new Set<(what: string) => void>();
  const instances = (Object.entries(pool.mgc) as [StoreRole, Store][]).map(([role, store]) =>
    fakeInstance(role, store),
  );
  for (const role of ['primary', 'backup'] as const)
    instances.find((instance) => instance.role === role)!.held.set('mgc', fakeDatabase('mgc'));
  const clock = new LabClock(timeScale);
  return {
    pool,
    clock,
    lost,
    instances,
    files: noFiles,
    work: new WorkObserver(),
    ledger: createLedger(() => clock.now()),
    at: (role) => instances.find((instance) => instance.role === role)!,
    instance: (name) => instances.find((instance) => instance.name.toLowerCase() === name.toLowerCase()),
    reachable: (from, to) => ![from, to].some((side) => side !== 'elsewhere' && lost.has(side)),
    isLost: (side) => lost.has(side),
    changed: (what) => {
      for (const listener of listeners) listener(what);
    },
    onChanged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Resolves once `holds` does, looking after every change of the estate. */
export async function becomes(estate: Estate, holds: () => boolean): Promise<void> {
  if (holds()) return;
  await new Promise<void>((resolve) => {
    const stop = estate.onChanged(() => {
      if (!holds()) return;
      stop();
      resolve();
    });
  });
}
