/** Processes of the control plane and of a data centre that die in the middle of a run. */
import { Killer } from '../support/kill/killer';
import { killableStack, quick, slow, type KillableStack } from '../support/kill/killable-stack';
import type { Run } from '../support/run';
import { recorded } from './keep';

let stack: KillableStack;

beforeAll(async () => {
  stack = await killableStack();
}, 180_000);
afterAll(() => stack.close());

/** Starts it from where it begins, whatever was recorded before. */
async function started(procedure: 'failover' | 'failback'): Promise<Run> {
  const isFailedOver = stack.lab.lync.store.current.poolState === 'FailedOver';
  if (isFailedOver !== (procedure === 'failback')) {
    const before = await stack.start(isFailedOver ? 'failback' : 'failover');
    await before.result();
  }
  return stack.start(procedure);
}

recorded(
  'failover-workers-killed',
  'The orchestrator and the host worker that applies the log backups are killed, and others go on.',
  async () => {
    const run = await started('failover');
    const killer = new Killer(stack, run);
    let isKilled = false;
    killer.at({ edge: 'after', step: 'applyLogBackups' }, () => !isKilled && (isKilled = true));
    await run.waitForStep('takeTailLog');
    await stack.workers.kill('orchestrator');
    await run.result();
    killer.rest();
    return run;
  },
);

recorded(
  'failback-server-killed',
  'The Temporal server is killed while a full copy is restored, and the host worker after it.',
  async () => {
    const run = await started('failback');
    await run.waitForStep('backUpDatabase');
    stack.copiesAt(slow);
    await run.waitForStep('restoreOnPrimary');
    await stack.temporal.kill('SIGKILL');
    await stack.temporal.restart();
    await stack.workers.kill(stack.hostWorker('primary'));
    stack.copiesAt(quick);
    await run.result();
    return run;
  },
);
