/** What went wrong, as a sentence for a person. */
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';

export class Refusal extends Error {}

export function sentenceOf(failure: unknown): string {
  if (failure instanceof WorkflowNotFoundError) return 'There is no such run: no procedure for this pool was found.';
  if (failure instanceof WorkflowUpdateFailedError) return failure.cause?.message ?? failure.message;
  return failure instanceof Error ? failure.message : String(failure);
}
