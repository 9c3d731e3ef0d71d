/** Closes the watch of a run with what its report says of its end and of the loss that it declared. */
import type { Report } from '../../../domain/run/report';
import type { WatchedProcedure } from './contract';

export async function closeWatch(watch: WatchedProcedure, { result, lossBound }: Report): Promise<void> {
  const lossFrom = lossBound?.kind === 'since' ? new Date(lossBound.since ?? 0) : undefined;
  if (result === 'completed') await watch.completed(lossFrom);
  else watch.ended(lossFrom);
}
