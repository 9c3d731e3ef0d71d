/** The real stack, workers as processes, whose full copies last as long as a test needs to hit them. */
import type { LabInstance, Load } from '../../../../lab/estate/contract';
import { Cleanup } from '../../../../lab/rig/processes/cleanup';
import { hostWorkerName } from '../../../../lab/rig/processes/supervisor';
import { labPool, startStack, type Stack } from '../../../../lab/rig/stack';
import {
  dataCentreOf,
  instanceName,
  workflowIdOf,
  workflowQueue,
  type DataCentreSide,
} from '../../../../domain/topology/pool';
import type { ProcedureName } from '../../../../procedures/registry';
import type { Report } from '../../../../domain/run/report';
import { allConsents } from '../estate-under-test';
import { Run } from '../run';
import { sharedServer } from '../shared-server';
import { watched } from '../watched';

export interface KillableStack extends Stack {
  /** Modelled throughput in MB/s of every copy that begins from now on. */
  copiesAt(throughput: number): void;
  start(procedure: ProcedureName): Promise<Run>;
  hostWorker(side: DataCentreSide): string;
  /** While one of them starts again, the other one of its data centre takes over. */
  twoHostsEverywhere(): void;
  close(): Promise<void>;
}

const sizeGb = 10;
/** A full copy of 10 GB takes an instant, or some twelve seconds: longer than a dead worker goes unnoticed. */
export const quick = 4000;
export const slow = 14;
const timeScale = 60;

export async function killableStack(): Promise<KillableStack> {
  const load: { -readonly [Key in keyof Load]: Load[Key] } = { sizeGb, throughput: quick };
  const cleanup = new Cleanup();
  const { programs } = sharedServer();
  const pool = labPool();
  const hostWorker = (side: DataCentreSide): string => hostWorkerName(dataCentreOf(pool, side).name, ['sql', 'lync']);
  // A dead worker is noticed soon; a busy machine is given more than one chance.
  const timing = { ...pool.timing, heartbeat: 4, tries: 20, workerAnswersWithin: 60, poll: 0.1 };
  try {
    const stack = await startStack({ timeScale, load, pool: { ...pool, timing }, programs }, cleanup);
    return {
      ...stack,
      copiesAt(throughput) {
        load.throughput = throughput;
      },
      start: async (procedure) => {
        const whenOver = watched(stack.lab, procedure);
        const handle = await stack.client.workflow.start<(input: unknown) => Promise<Report>>(procedure, {
          workflowId: workflowIdOf(pool.fqdn),
          taskQueue: workflowQueue,
          args: [{ pool: pool.fqdn, ...allConsents(procedure) }],
        });
        return new Run(stack.client, handle, whenOver);
      },
      hostWorker,
      twoHostsEverywhere() {
        for (const side of ['primary', 'secondary'] as const)
          stack.workers.startSecond(hostWorker(side), `${hostWorker(side)}-second`);
      },
      close: () => cleanup.run(),
    };
  } catch (failure) {
    await cleanup.run();
    throw failure;
  }
}

/** How far an Agent job of the product has come with its statement; `undefined` while none runs on that store. */
export async function agentJobPercent(
  { lab }: Pick<Stack, 'lab'>,
  role: 'primary' | 'backup',
  command: 'BACKUP DATABASE' | 'BACKUP LOG' | 'RESTORE DATABASE',
): Promise<number | undefined> {
  const instance: LabInstance = lab.estate.instance(instanceName(lab.estate.pool.mgc[role]))!;
  const { resultSets } = await instance.run(
    `SELECT r.percent_complete FROM sys.dm_exec_requests AS r
     INNER JOIN sys.dm_exec_sessions AS s ON s.session_id = r.session_id
     WHERE r.command = '${command}' AND s.program_name LIKE 'SQLAgent - TSQL JobStep%'`,
    { login: 'sa', programName: 'kill test' },
  );
  const [row] = resultSets[0]?.rows ?? [];
  return row === undefined ? undefined : Number(row[0]);
}
