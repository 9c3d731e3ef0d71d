/** A line for each log backup of a chain: those that were seen, and what a store adds to it until it is sealed. */
import { linesFor, type FileNames } from '../../../domain/file-names';
import { principalSeen, type ChainFacts } from '../../../domain/observation';
import { damagedPrincipal } from '../../../domain/primary-pair';
import type { Act } from '../../../domain/run/plan';
import { onlyIf, perEach, predicted, type Condition } from '../../acts';
import type { Around } from '../../operation';
import { tailName } from '../../statements';

const onceReachable = perEach('file', 'log backups on the share, should it be reachable by then');
const untilSealed = perEach('file', 'log backups that are finished or get their name until the store is sealed');

export const chainLines = (
  { chain, files }: { readonly chain: ChainFacts; readonly files: FileNames },
  { seen, token }: Pick<Around, 'seen' | 'token'>,
  line: (name: string, condition: Condition) => Act[],
): Act[] => [
  ...linesFor(
    files,
    (name) => line(name, predicted),
    (left) => line('{file}', perEach('file', `${String(left)} more log backups`)),
  ).flat(),
  ...(chain.shareReachable ? [] : line('{file}', onceReachable)),
  ...(principalSeen(seen) === undefined ? [] : [...line('{file}', untilSealed), ...line(tailName(token), predicted)]),
  ...(damagedPrincipal(seen) === undefined ? [] : line(tailName(token), onlyIf('the tail could be saved'))),
];
