/** Every cmdlet that the stand-in knows. */
import { sameName } from '../central-store';
import { inventoryCmdlets } from './inventory';
import { poolStateCmdlets } from './pool-state';
import { replicationCmdlets } from './replication';
import type { Cmdlet } from '../cmdlet';

const cmdlets: readonly Cmdlet[] = [...poolStateCmdlets, ...inventoryCmdlets, ...replicationCmdlets];

export const cmdletNames = cmdlets.map(({ name }) => name);

/** Command names are found in any case. */
export const findCmdlet = (name: string): Cmdlet | undefined => cmdlets.find((cmdlet) => sameName(cmdlet.name, name));
