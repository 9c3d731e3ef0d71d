/** What the orchestrator's activities ask Temporal. */
import type { ConnectionLike } from '@temporalio/client';
import type { AskedOfTemporal } from '../activities/orchestrator';
import { owedFrom } from './owed';
import { pollsOn } from './polls';

export const askingTemporal = (connection: ConnectionLike, namespace: string): AskedOfTemporal => ({
  pollsOf: pollsOn(connection.workflowService, namespace),
  owedOf: owedFrom(connection, namespace),
});
