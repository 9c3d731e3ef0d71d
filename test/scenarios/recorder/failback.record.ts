/** Failbacks that come to their end, and starts that are refused. */
import type { EstateUnderTest } from '../support/estate-under-test';
import { workflowIdOf, workflowQueue } from '../../../domain/topology/pool';
import { Run } from '../support/run';
import { endedAt, quietEstate, rebuilt, small } from './estates';
import { recorded } from './keep';

recorded(
  'failback-rebuilt',
  'The primary data centre was rebuilt with empty stores; somebody approves the plan once it is there.',
  async () => {
    const run = await (await rebuilt(await quietEstate())).start('failback');
    await run.consent();
    return run;
  },
);

recorded(
  'failback-after-planned-failover',
  'The failover was planned, so the sealed copies of the primary pair are still there; the approval is in the input.',
  async () => {
    const estate = await quietEstate();
    await estate.complete('failover');
    return (await estate.complete('failback')).run;
  },
);

recorded('failback-small-pool', 'A pool without mirrors, witness and compliance database is failed back.', async () => {
  return (await (await rebuilt(await quietEstate(small))).complete('failback')).run;
});

recorded(
  'failback-lets-users-in',
  'A failover was terminated behind its seal: the primary is brought online again, and users are let in there.',
  async () => (await (await endedAt(await quietEstate(), 'takeTailLog')).complete('failback')).run,
);

recorded('failback-refused', 'A failback of a pool that is not failed over: obstacles, and nothing else.', async () =>
  (await quietEstate()).start('failback'),
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
    const estate = await quietEstate();
    return startedRaw(estate, { order: 'mirror-first', ordr: 1 }, workflowIdOf(estate.pool.fqdn));
  },
);

recorded('failover-id-refused', 'The run has a workflow id that is not the lock of its pool.', async () =>
  startedRaw(await quietEstate(), {}, 'my-failover'),
);
