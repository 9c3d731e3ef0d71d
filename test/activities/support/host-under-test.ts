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
import { createLyncActivities } from '../../../activities/lync';
import { fingerprintOf } from '../../../activities/scope';
import type { LyncActivities, Scope, SqlActivities } from '../../../activities/signatures';
import { createSqlActivities } from '../../../activities/sql';
import type { Pool, StoreRole } from '../../../domain/topology/pool';
import type { LedgerEntry } from '../../../lab/estate/contract';
import { Lab, labLogins, type LabOptions } from '../../../lab/lab';
import type { Instance } from '../../../lab/sql-server/model/instance';
import { withPorts } from '../../../lab/stack';
import { aPool, type PoolChanges } from '../../support/a-pool';

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

export class HostUnderTest {
  readonly scope: Scope;
  readonly jobs: AgentJobs;
  readonly sqlActivities: SqlActivities;
  readonly lyncActivities: LyncActivities;

  private constructor(
    readonly lab: Lab,
    /** As a worker knows it, with the ports of this moment. */
    readonly pool: Pool,
    readonly sql: SqlServer,
    readonly share: Share,
    private readonly shell: ReturnType<typeof createManagementShell>,
  ) {
    const topology = { pools: [pool] };
    this.scope = { pool: pool.fqdn, topology: fingerprintOf(pool), token: 'r1' };
    this.jobs = createAgentJobs(sql);
    this.sqlActivities = createSqlActivities({ topology, sql, jobs: this.jobs, share });
    this.lyncActivities = createLyncActivities({ topology, shell, sql });
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
      executable: path.join(project, 'lab/management-shell/stand-in.cjs'),
      modulePath: path.join(project, 'scripts/powershell/PersistentChatBridge.psm1'),
      lyncModules: ['SkypeForBusiness', 'Lync'],
      environment: { PCHAT_LAB_URL: lab.controlUrl, PCHAT_LAB_HOST: 'worker' },
      startTimeoutMs: 60_000,
      log: silent,
    });
    return new HostUnderTest(lab, withPorts(pool, lab), sql, createShare(lab.estate.files.mapped), shell);
  }

  /** One attempt of an activity. */
  attempt<Input, Result>(activity: (input: Input) => Promise<Result>, input: Input): Attempted<Result> {
    const environment = new MockActivityEnvironment({}, { logger: quiet });
    const beats: { says?: string; percent?: number }[] = [];
    environment.on('heartbeat', (beat: { says?: string; percent?: number }) => beats.push(beat));
    const result: Promise<Result> = environment.run(activity, input);
    return { result, beats, cancel: () => environment.cancel() };
  }

  run<Input, Result>(activity: (input: Input) => Promise<Result>, input: Input): Promise<Result> {
    return this.attempt(activity, input).result;
  }

  /** Runs an activity that succeeded already once more. @returns what the second run changed. */
  async again<Input, Result>(activity: (input: Input) => Promise<Result>, input: Input): Promise<string[]> {
    const from = this.now;
    await this.run(activity, input);
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
    await this.shell.dispose();
    await this.sql.close();
    await this.lab.close();
  }
}
