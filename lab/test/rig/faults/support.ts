/** A lab to inject faults into, the ways to do it, and what a client meets meanwhile. */
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sql from 'mssql';
import { OsError } from '../../../estate/contract';
import { faults } from '../../../rig/faults/faults';
import { Lab, labLogins } from '../../../rig/lab';
import { SqlError } from '../../../estate/sql-server/contract';
import type { CmdletAnswer } from '../../../estate/lync/contract';
import { aPool } from '../../../rig/testing/a-pool';
import { ask, instanceOf } from '../../../rig/testing/estate-state';
import { shippedByHand } from '../../../rig/testing/log-backups';

export let lab: Lab;
export const killed: string[] = [];

/** One lab for all tests of a file; nothing stays armed or struck from one to the next. */
export function withOneLab(): void {
  beforeAll(async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'pchat-faults-'));
    const load = { sizeGb: 1, throughput: 4000 };
    lab = await Lab.start({ folder, pool: aPool({ logShipping: shippedByHand }), timeScale: 6000, load });
    lab.bystanders.push({
      lose: () => Promise.resolve(),
      rebuild: () => undefined,
      kill: (side) => Promise.resolve([killed.push(side) - 1_000_000]),
    });
  });
  afterEach(async () => {
    await byApi('mend');
    await dropNewDatabase();
  });
  afterAll(() => lab.close());
}

export type Way = (fault: string, ...given: string[]) => Promise<string>;

export const byApi: Way = (fault, ...given) => faults[fault]!.inject(lab, given);
export const overHttp: Way = async (fault, ...given) => {
  const body = JSON.stringify({ fault, arguments: given });
  const response = await fetch(`${lab.controlUrl}/fault`, { method: 'POST', body });
  const answer = (await response.json()) as { says?: string; problem?: string };
  if (answer.says === undefined) throw new Error(answer.problem);
  return answer.says;
};
export const ways: readonly (readonly [string, Way])[] = [
  ['by API', byApi],
  ['over HTTP', overHttp],
];

export const primary = () => instanceOf(lab, 'primary');

/** `well`, or the number that SQL Server or the operating system gives. */
export const outcome = async (work: () => Promise<unknown>): Promise<number | string> => {
  try {
    await work();
    return 'well';
  } catch (error) {
    if (error instanceof SqlError) return (error.before[0] ?? error.details).number;
    if (error instanceof OsError) return error.code;
    if (error instanceof sql.RequestError || error instanceof sql.ConnectionError)
      return error.code.startsWith('ECONN') ? 'cut off' : ((error as { number?: number }).number ?? error.code);
    return error instanceof Error ? error.message : String(error);
  }
};

export const asClient = async <Result>(
  work: (pool: sql.ConnectionPool) => Promise<Result>,
  login: { readonly user: string; readonly password: string } = labLogins.worker,
): Promise<Result> => {
  const pool = new sql.ConnectionPool({
    server: '127.0.0.1',
    port: primary().port,
    ...login,
    options: { encrypt: false, trustServerCertificate: true },
    pool: { max: 1 },
  });
  pool.on('error', () => undefined);
  try {
    await pool.connect();
    return await work(pool);
  } finally {
    await pool.close();
  }
};

export const newDatabase = 'CREATE DATABASE struck';
export const hasNewDatabase = (): boolean => primary().database('struck') !== undefined;
export const dropNewDatabase = async (): Promise<void> => {
  if (hasNewDatabase()) await ask(primary(), 'DROP DATABASE struck');
};

export const getState = 'Get-CsPersistentChatState';
const cmdlet = async (name: string, parameters: Record<string, unknown> = {}): Promise<CmdletAnswer> =>
  lab.lync.invoke({ cmdlet: name, parameters }, { side: 'elsewhere', host: 'admin' }, AbortSignal.timeout(60_000));
export const setState = (state: string): Promise<CmdletAnswer> =>
  cmdlet('Set-CsPersistentChatState', {
    Identity: `Service:PersistentChatServer:${lab.estate.pool.fqdn}`,
    PoolState: state,
    Confirm: false,
  });
export const outcomeOfCmdlet = (): Promise<number | string> =>
  outcome(async () => {
    const { error } = await cmdlet(getState);
    if (error !== undefined) throw new Error('failed');
  });
