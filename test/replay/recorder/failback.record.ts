/** Failbacks that come to their end, and starts that are refused. */
import { aPool } from '../../support/a-pool';
import { estateUnderTest, type EstateUnderTest } from '../../support/estate-under-test';
import { workflowIdOf, workflowQueue } from '../../../domain/topology/pool';
import { Run } from '../../support/run';
import { primaryRebuilt } from '../../support/situations';
import { recorded } from './keep';

recorded(
  'failback-rebuilt',
  'The primary data centre was rebuilt with empty stores; somebody approves the plan once it is there.',
  async () => {
    const run = await (await primaryRebuilt()).start('failback');
    await run.consent();
    return run;
  },
);

recorded(
  'failback-after-planned-failover',
  'The failover was planned, so the sealed copies of the primary pair are still there; the approval is in the input.',
  async () => {
    const estate = await estateUnderTest();
    await estate.complete('failover');
    return (await estate.complete('failback')).run;
  },
);

recorded('failback-small-pool', 'A pool without mirrors, witness and compliance database is failed back.', async () => {
  const pool = aPool({ without: ['mirror', 'backupMirror', 'compliance'], chatServers: 1 });
  return (await (await primaryRebuilt({ pool })).complete('failback')).run;
});

recorded('failback-refused', 'A failback of a pool that is not failed over: obstacles, and nothing else.', async () =>
  (await estateUnderTest()).start('failback'),
);

async function startedRaw({ plane, pool }: EstateUnderTest, input: object, workflowId: string): Promise<Run> {
  const { workflow } = plane.client;
  const { firstExecutionRunId } = await workflow.start('failover', {
    workflowId,
    taskQueue: workflowQueue,
    args: [{ pool: pool.fqdn, ...input }],
  });
  return new Run(plane.client, workflow.getHandle(workflowId, firstExecutionRunId));
}

recorded(
  'failover-input-refused',
  'The input has an order that does not exist and a key that nobody knows.',
  async () => {
    const estate = await estateUnderTest();
    return startedRaw(estate, { order: 'mirror-first', ordr: 1 }, workflowIdOf(estate.pool.fqdn));
  },
);

recorded('failover-id-refused', 'The run has a workflow id that is not the lock of its pool.', async () =>
  startedRaw(await estateUnderTest(), {}, 'my-failover'),
);
