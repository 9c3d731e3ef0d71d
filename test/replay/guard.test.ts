/** The guard under every change of workflow code: a history replays as long as the code would write it again, and only then. */
import { estateUnderTest } from '../support/estate-under-test';
import { replayFailure, type History } from '../support/replay';

const clone = (history: History): History => structuredClone(history);

describe('The replay of a history that a failover has just written', () => {
  let workflowId: string;
  let history: History;

  beforeAll(async () => {
    const estate = await estateUnderTest();
    const { run } = await estate.complete('failover');
    ({ workflowId } = run.handle);
    history = await run.handle.fetchHistory();
  });

  it('succeeds under the committed workflow code', async () => {
    expect(await replayFailure(workflowId, history)).toBeUndefined();
  });

  it('fails when the workflow type has another name', async () => {
    const renamed = clone(history);
    renamed.events![0]!.workflowExecutionStartedEventAttributes!.workflowType!.name = 'failOver';
    expect(await replayFailure(workflowId, renamed)).toMatchObject({ message: expect.stringContaining('failOver') });
  });

  it('fails when a step calls another activity than the history says', async () => {
    const changed = clone(history);
    const scheduled = changed.events!.findLast(
      ({ activityTaskScheduledEventAttributes }) => activityTaskScheduledEventAttributes != null,
    )!;
    scheduled.activityTaskScheduledEventAttributes!.activityType!.name = 'verifySomethingElse';
    expect(await replayFailure(workflowId, changed)).toMatchObject({
      name: 'DeterminismViolationError',
      message: expect.stringContaining('verifySomethingElse'),
    });
  });

  it('fails under another workflow id, because a run looks at its own', async () => {
    expect(await replayFailure('another-id', history)).toMatchObject({ name: 'DeterminismViolationError' });
  });
});
