/** Part of the workflow bundle for replays: tells what the workflow code asks of Temporal, which the replayer compares in part only. */
import { proxySinks, type ConcludeActivationInput, type Sinks, type WorkflowInterceptors } from '@temporalio/workflow';

export type Command = ConcludeActivationInput['commands'][number];

export interface AskedSinks extends Sinks {
  asked: { commands(commands: readonly Command[]): void };
}

const { asked } = proxySinks<AskedSinks>();

export const interceptors = (): WorkflowInterceptors => ({
  internals: [
    {
      concludeActivation(input, next) {
        asked.commands(input.commands);
        return next(input);
      },
    },
  ],
});
