/** A run that somebody resets in Temporal is another run, but the same procedure: it finds the jobs and files of its first run. */
import { randomUUID } from 'node:crypto';
import { productEntries } from '../../lab/rig/testing/product-ledger';
import { operator, Run } from './support/run';
import { primaryRebuilt } from './support/situations';

it('A failback that is reset to before its backup takes the one that it has taken, and completes', async () => {
  const estate = await primaryRebuilt();
  const { lab, plane } = estate;
  estate.workers.faults.strike('restoreDatabase', 'before its effect');
  const first = await estate.start('failback');
  await first.consent();
  await first.waitForPhase('step failed');

  const { events = [] } = await first.handle.fetchHistory();
  const backup = events!.findIndex(
    ({ activityTaskScheduledEventAttributes }) =>
      activityTaskScheduledEventAttributes?.activityType?.name === 'backUpDatabase',
  );
  const before = events!
    .slice(0, backup)
    .findLast(({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes != null)!;
  const { runId } = await plane.client.workflowService.resetWorkflowExecution({
    namespace: plane.namespace,
    workflowExecution: { workflowId: first.handle.workflowId, runId: (await first.handle.describe()).runId },
    reason: 'a test',
    workflowTaskFinishEventId: before.eventId!,
    requestId: randomUUID(),
  });

  const again = new Run(plane.client, plane.client.workflow.getHandle(first.handle.workflowId, runId));
  const report = await again.result();
  expect(report).toMatchObject({ result: 'completed', decisions: [{ update: 'approve', ...operator }] });
  const backups = productEntries(lab).filter(({ text }) => /^BACKUP DATABASE .*mgc_failback_/s.test(text));
  expect(backups).toHaveLength(1);
});
