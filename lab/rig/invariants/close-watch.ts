/** Closes the watch of a run with what its report says of its end and of the loss that it declared. */
import type { Report } from '../../../domain/run/report';
import type { StepId } from '../../../procedures/registry';
import type { WatchedProcedure } from './contract';

export async function closeWatch(watch: WatchedProcedure, { result, lossBound, skipped }: Report): Promise<void> {
  const isDeclared =
    lossBound?.kind === 'since' ||
    (lossBound?.kind === 'unless the tail is saved' && skipped.includes('saveTailLog' satisfies StepId));
  const lossFrom = isDeclared ? new Date(lossBound.since ?? 0) : undefined;
  if (result === 'completed') await watch.completed(lossFrom);
  else watch.ended(lossFrom);
}
