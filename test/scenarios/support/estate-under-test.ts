/** A lab with its workers for one test: the whole path from a workflow to the simulated data centres, in this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SqlServerOptions } from '../../../activities/adapters/sql-server';
import { workflowIdOf, workflowQueue, type DataCentreSide, type Pool } from '../../../domain/topology/pool';
import { procedures, type ProcedureName } from '../../../procedures/registry';
import { sentenceOf } from '../../../lab/rig/invariants/contract';
import { Lab, labLogins, type LabOptions } from '../../../lab/rig/lab';
import { withPorts } from '../../../lab/rig/stack';
import type { Report } from '../../../domain/run/report';
import { aPool } from '../../../lab/rig/testing/a-pool';
import { consentsUnseen } from '../../../lab/rig/testing/consents';
import { closeControlPlane, controlPlane, type ControlPlane } from './control-plane';
import { HostWorkers } from '../../../lab/rig/in-process/host-workers';
import { temporalLines, type TemporalLines } from '../../../lab/rig/in-process/temporal-lines';
import { replays } from './replay';
import { operator, Run } from './run';
import { watched } from './watched';

export interface EstateOptions extends Partial<
  Pick<LabOptions, 'timeScale' | 'load' | 'replicationSeconds' | 'versions' | 'timeZones' | 'collations'>
> {
  /** Default: `aPool()`. An estate needs a pool of its own. */
  readonly pool?: Pool;
  /** What the workers log in with. Default: a login that is sysadmin everywhere. */
  readonly credentials?: SqlServerOptions['credentials'];
  /** Each data centre has a way to Temporal of its own, which can be cut. */
  readonly hasTemporalLines?: true;
  /** Violations of invariants are what the test is about, so they do not fail it; otherwise every one of them does. */
  readonly breaksInvariants?: boolean;
}

export interface EstateUnderTest {
  readonly lab: Lab;
  /** As the workers know it, with the ports of this moment. */
  readonly pool: Pool;
  readonly plane: ControlPlane;
  readonly workers: HostWorkers;
  /** Absent unless it was asked for. */
  readonly lines?: TemporalLines;
  /**
   * Starts a procedure of this pool; whatever `input` names is added to the pool's name. The end that a procedure of the
   * product leaves is looked at; one that a test has added is watched while it lasts.
   */
  start(procedure: string, input?: object, workflowId?: string): Promise<Run>;
  /** Starts it with every consent in its input: it waits for nobody, and looks once. */
  startAgreed(procedure: ProcedureName, input?: object): Promise<Run>;
  /** Starts it so, and follows it to its end. */
  complete(procedure: ProcedureName, input?: object): Promise<{ run: Run; report: Report }>;
  close(): Promise<void>;
}

const open = new Set<EstateUnderTest>();
const started: Run[] = [];
/** What was violated and no test has been told of yet, one for each estate that may violate nothing. */
const unsaid = new Set<() => string[]>();

function expectNoViolation(): void {
  expect([...unsaid].flatMap((sentences) => sentences())).toEqual([]);
}

afterEach(expectNoViolation);

/** Every history that a test file produced replays under the committed workflow code; whatever it leaves open is closed. */
afterAll(async () => {
  try {
    await replays(started);
  } finally {
    // A client that still waits for a run would go on asking on a closed connection.
    await Promise.all(started.map(({ handle }) => handle.terminate('the test is over').catch(() => undefined)));
    await Promise.all([...open].map((estate) => estate.close()));
    await closeControlPlane();
  }
  expectNoViolation();
}, 120_000);

export async function estateUnderTest(options: EstateOptions = {}): Promise<EstateUnderTest> {
  const plane = await controlPlane();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'persistent-chat-dr-estate-'));
  const lab = await Lab.start({
    folder,
    pool: options.pool ?? aPool(),
    timeScale: options.timeScale ?? 600,
    load: options.load ?? { sizeGb: 10, throughput: 400 },
    ...(options.replicationSeconds === undefined ? {} : { replicationSeconds: options.replicationSeconds }),
    versions: options.versions ?? {},
    timeZones: options.timeZones ?? {},
    collations: options.collations ?? {},
  });
  const pool = withPorts(lab.pool, lab);
  plane.topology.pools.push(pool);
  const lines = options.hasTemporalLines === true ? await temporalLines(plane.address) : undefined;
  const workers = new HostWorkers(
    lab,
    plane,
    options.credentials ?? (() => labLogins.worker),
    ...(lines === undefined ? [] : [(side: DataCentreSide) => lines.connectionOf(side)]),
  );
  lab.bystanders.push(workers);
  if (options.breaksInvariants !== true) unsaid.add(newViolations(lab));
  await workers.start();

  const start: EstateUnderTest['start'] = async (procedure, input = {}, workflowId = workflowIdOf(pool.fqdn)) => {
    const { workflow } = plane.client;
    const whenOver = isOfTheProduct(procedure) ? watched(lab, procedure, options.breaksInvariants) : undefined;
    const { firstExecutionRunId } = await workflow.start(procedure, {
      workflowId,
      taskQueue: workflowQueue,
      args: [{ pool: pool.fqdn, ...input }],
    });
    // Every procedure of a pool has the same workflow id, so a run is known by its run id too.
    const run = new Run(plane.client, workflow.getHandle(workflowId, firstExecutionRunId), whenOver);
    started.push(run);
    return run;
  };
  const estate: EstateUnderTest = {
    lab,
    pool,
    plane,
    workers,
    ...(lines === undefined ? {} : { lines }),
    start,
    startAgreed: (procedure, input) => start(procedure, { ...allConsents(procedure), ...input }),
    async complete(procedure, input) {
      const run = await estate.startAgreed(procedure, input);
      return { run, report: await run.result() };
    },
    async close() {
      if (!open.delete(estate)) return;
      await workers.close();
      await lines?.close();
      await lab.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  open.add(estate);
  return estate;
}

/** Each is said once, so that it fails one test. */
function newViolations({ invariants: { violations } }: Lab): () => string[] {
  let said = 0;
  return () => {
    const found = violations.slice(said).map(sentenceOf);
    said += found.length;
    return found;
  };
}

const isOfTheProduct = (procedure: string): procedure is ProcedureName => Object.hasOwn(procedures, procedure);

/** What an alert or an impatient person sends along with the start. */
export const allConsents = (procedure: ProcedureName): object => consentsUnseen(procedure, operator);
