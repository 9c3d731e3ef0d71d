/**
 * Never two writers, and one side active. One ONLINE copy that nobody uses is allowed: a fenced primary may still stand.
 */
import { dataCentreOf } from '../../estate/pool';
import { isWritable } from '../../estate/chat/store-choice';
import { dataCentreSides } from '../../estate/stores';
import type { DataCentreSide } from '../../estate/pool';
import type { Estate, LabInstance } from '../../estate/contract';
import type { Lync } from '../../estate/lync/contract';

const chatProgram = 'ChannelService';

const chatHostsOn = (instance: LabInstance): string[] =>
  instance
    .sessions('mgc')
    .filter(({ programName }) => programName === chatProgram)
    .map(({ hostName }) => hostName)
    .sort();

const writersIn = (estate: Estate, side: DataCentreSide): LabInstance[] =>
  estate.instances.filter(
    (instance) => instance.place.side === side && isWritable(instance, 'mgc') && chatHostsOn(instance).length > 0,
  );

/** Two copies of mgc in different data centres that are ONLINE while chat servers hold a session on both. */
export function twoWriters(estate: Estate): string | undefined {
  const [primary = [], secondary = []] = dataCentreSides.map((side) => writersIn(estate, side));
  if (primary.length === 0 || secondary.length === 0) return undefined;
  return [...primary, ...secondary]
    .map((instance) => `${instance.name} is ONLINE and used by ${chatHostsOn(instance).join(', ')}`)
    .join('; ');
}

export function activeInBoth(estate: Estate, lync: Lync): string | undefined {
  const { activeServers } = lync.store.current;
  const inBoth = dataCentreSides.every((side) =>
    dataCentreOf(estate.pool, side).chatServers.some((server) => activeServers.includes(server)),
  );
  return inBoth ? `the active list is ${activeServers.join(', ')}` : undefined;
}
