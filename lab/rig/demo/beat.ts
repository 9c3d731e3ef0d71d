/** What the running activity said last; heartbeats are not in the history, only in the description. */
import type { Client, WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';

export interface Beat {
  readonly percent?: number;
  readonly says?: string;
}

/** `undefined` while no activity runs, or none has said anything. */
export async function latestBeat(client: Client, handle: WorkflowHandle): Promise<Beat | undefined> {
  const description = await client.workflowService
    .describeWorkflowExecution({ namespace: client.options.namespace, execution: { workflowId: handle.workflowId } })
    .catch(() => undefined);
  const payload = description?.pendingActivities
    .map(({ heartbeatDetails }) => heartbeatDetails?.payloads?.[0])
    .find((found) => found != null);
  return payload == null ? undefined : defaultPayloadConverter.fromPayload<Beat>(payload);
}
