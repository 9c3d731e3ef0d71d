/** Refusals as an operator should see them: sentences, no stack. */
import { ApplicationFailure } from '@temporalio/workflow';

/** The run ends failed with these sentences. */
export function refuse(type: string, sentences: readonly string[]): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(sentences.join('\n'), type);
  failure.stack = '';
  return failure;
}

/** An update is not taken. */
export function refuseUpdate(sentence: string): never {
  const error = new Error(sentence);
  error.stack = '';
  throw error;
}
