/** Asks Temporal which workers asked for activities on a queue, and when. */
import type { WorkflowService } from '@temporalio/client';
import { tsToDate } from '@temporalio/common/lib/time';
import type { PollsOf } from '../activities/orchestrator';

/** TASK_QUEUE_TYPE_ACTIVITY of Temporal's API. */
const activityTasks = 2;

export const pollsOn =
  (service: Pick<WorkflowService, 'describeTaskQueue'>, namespace: string): PollsOf =>
  async (name) => {
    const { pollers } = await service.describeTaskQueue({
      namespace,
      taskQueue: { name },
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- its package is no dependency of ours
      taskQueueType: activityTasks,
    });
    return pollers.flatMap(({ lastAccessTime }) => (lastAccessTime == null ? [] : tsToDate(lastAccessTime)));
  };
