/** The activities of both roles with real adapters against one lab, run as attempts without a Temporal server. */
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createAgentJobs, type AgentJobs } from '../../../activities/adapters/agent-job';
import { createManagementShell } from '../../../activities/adapters/management-shell';
import { createShare, type Share } from '../../../activities/adapters/share';
import { createSqlServer, type SqlServer } from '../../../activities/adapters/sql-server';
import type { Tools } from '../../../activities/context';
import { createHostActivities, type LyncLooks, type SqlLooks } from '../../../activities/host';
import { headerMemory } from '../../../activities/looks/headers';
import { fingerprintOf } from '../../../activities/fingerprint';
import type { Scope } from '../../../activities/scope';
import type { Pool, StoreRole } from '../../../domain/topology/pool';
import type { LedgerEntry } from '../../../lab/estate/contract';
import { Lab, labLogins, type LabOptions } from '../../../lab/rig/lab';
import type { Instance } from '../../../lab/estate/sql-server/model/instance';
import { withPorts } from '../../../lab/rig/stack';
import type { GivesOf, InputOf, OperationName, Told } from '../../../procedures/contract';
import { aPool, type PoolChanges } from '../../../lab/rig/testing/a-pool';

const project = path.resolve(__dirname, '../../..');
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };
/** Failures are what most tests are about. */
const quiet = new DefaultLogger('ERROR', () => undefined);
const administrator = { login: 'CONTOSO\\Administrator', programName: 'test' } as const;

/** Log shipping runs when a test starts its jobs, not by itself. */
const seldom = { backupEvery: 100_000, copyEvery: 100_000, restoreEvery: 100_000 };

export interface HostOptions extends Partial<Pick<LabOptions, 'timeScale' | 'load'>> {
  readonly pool?: PoolChanges;
}

export interface Attempted<Result> {
  readonly result: Promise<Result>;
  /** What the heartbeats said so far. */
  readonly beats: readonly { readonly says?: string; readonly percent?: number }[];
  cancel(): void;
}

type Unscoped<Looks> = {
  [Name in keyof Looks]: Looks[Name] extends (input: infer Input) => infer Result
    ? (input: Omit<Input, 'scope'>) => Result
    : never;
};
type Performed = { [Name in OperationName]: (input: InputOf<Name>) => Promise<GivesOf<Name> & Told> };
/** Every activity of a host by name, as the contract has it. */
type Activities = Performed & Unscoped<SqlLooks> & Unscoped<LyncLooks>;
type ActivityName = keyof Activities;
type Input<Name extends ActivityName> = Parameters<Activities[Name]>[0];
type Result<Name extends ActivityName> = Awaited<ReturnType<Activities[Name]>>;

export class HostUnderTest {
  readonly scope: Scope;
  private readonly activities: Readonly<Record<string, (input: never) => Promise<unknown>>>;

  private constructor(
    readonly lab: Lab,
    /** As a worker knows it, with the ports of this moment. */
    readonly pool: Pool,
    readonly tools: Tools,
    private readonly closeTools: () => Promise<void>,
  ) {
    this.scope = { pool: pool.fqdn, topology: fingerprintOf(pool), token: 'r1' };
    const { sql, lync } = createHostActivities(tools);
    this.activities = { ...sql, ...lync };
  }

  get sql(): SqlServer {
    return this.tools.sql;
  }

  get share(): Share {
    return this.tools.share;
  }

  get jobs(): AgentJobs {
    return this.tools.jobs;
  }

  static async start({ pool: changes = {}, timeScale = 600, load = { sizeGb: 1, throughput: 400 } }: HostOptions = {}) {
    const pool = aPool({ ...changes, logShipping: { ...seldom, ...changes.logShipping } });
    const folder = mkdtempSync(path.join(os.tmpdir(), 'persistent-chat-dr-host-'));
    const lab = await Lab.start({ folder, pool, timeScale, load });
    const sql = createSqlServer({
      credentials: () => labLogins.worker,
      applicationName: 'persistent-chat-dr',
      log: silent,
      encrypt: false,
    });
    const shell = createManagementShell({
      executable: path.join(project, 'lab/rig/management-shell/stand-in.cjs'),
      modulePath: path.join(project, 'scripts/powershell/PersistentChatBridge.psm1'),
      lyncModules: ['SkypeForBusiness', 'Lync'],
      environment: { PCHAT_LAB_URL: lab.controlUrl, PCHAT_LAB_HOST: 'worker' },
      startTimeoutMs: 60_000,
      log: silent,
    });
    const withItsPorts = withPorts(pool, lab);
    const tools: Tools = {
      topology: { pools: [withItsPorts] },
      host: 'worker',
      sql,
      jobs: createAgentJobs(sql),
      share: createShare(lab.estate.files.mapped),
      shell,
      headers: headerMemory(),
    };
    return new HostUnderTest(lab, withItsPorts, tools, async () => {
      await shell.dispose();
      await sql.close();
    });
  }

  /** One attempt of an activity. */
  attempt<Name extends ActivityName>(name: Name, input: Input<Name>, scope = this.scope): Attempted<Result<Name>> {
    const activity = this.activities[name] as ((given: object) => Promise<Result<Name>>) | undefined;
    if (activity === undefined) throw new RangeError(`There is no activity "${name}".`);
    const environment = new MockActivityEnvironment({}, { logger: quiet });
    const beats: { says?: string; percent?: number }[] = [];
    environment.on('heartbeat', (beat: { says?: string; percent?: number }) => beats.push(beat));
    const result: Promise<Result<Name>> = environment.run(activity, { scope, ...input });
    return { result, beats, cancel: () => environment.cancel() };
  }

  run<Name extends ActivityName>(name: Name, input: Input<Name>, scope = this.scope): Promise<Result<Name>> {
    return this.attempt(name, input, scope).result;
  }

  /** Runs an activity that succeeded already once more. @returns what the second run changed. */
  async again<Name extends ActivityName>(name: Name, input: Input<Name>): Promise<string[]> {
    const from = this.now;
    await this.run(name, input);
    return this.changesSince(from);
  }

  instance(role: StoreRole): Instance {
    return this.lab.estate.instances.find((instance) => instance.role === role)!;
  }

  /** As an administrator of that instance. @returns the rows of the first result set. */
  async asAdministrator(role: StoreRole, text: string, database = 'master') {
    return (await this.instance(role).run(text, { ...administrator, database })).resultSets[0]?.rows ?? [];
  }

  /** What has changed the estate since `from`. */
  changesSince(from: number): string[] {
    return this.entriesSince(from).map(({ text }) => text);
  }

  entriesSince(from: number): LedgerEntry[] {
    return this.lab.estate.ledger.entries.slice(from).filter(({ changed, by }) => changed && !by.includes('(test)'));
  }

  /** Marks a moment for `changesSince`. */
  get now(): number {
    return this.lab.estate.ledger.entries.length;
  }

  async close(): Promise<void> {
    await this.closeTools();
    await this.lab.close();
  }
}
