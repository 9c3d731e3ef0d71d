/** Asks Temporal what earlier runs of a pool owe. */
import { WorkflowClient, type ConnectionLike } from '@temporalio/client';
import type { OwedOf } from '../activities/orchestrator';
import { owedMemo, type OwedBefore } from '../domain/run/report';

/** Each run that planned anything hands on what it knew: the newest one that says something says it all. */
export function owedFrom(connection: ConnectionLike, namespace: string): OwedOf {
  const client = new WorkflowClient({ connection, namespace });
  return async (workflowId) => {
    const query = `WorkflowId = '${workflowId}' AND ExecutionStatus != 'Running'`;
    let newest: { readonly closedAt: number; readonly owed: readonly OwedBefore[] } | undefined;
    for await (const { closeTime, memo } of client.list({ query })) {
      const owed = memo?.[owedMemo] as readonly OwedBefore[] | undefined;
      const closedAt = closeTime?.getTime() ?? 0;
      if (owed !== undefined && closedAt > (newest?.closedAt ?? -1)) newest = { closedAt, owed };
    }
    return newest?.owed ?? [];
  };
}
