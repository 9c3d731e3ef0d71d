/** Every cmdlet that the stand-in knows. */
import { sameName } from '../central-store';
import { chatCmdlets } from './chat';
import { databaseCmdlets } from './databases';
import { inventoryCmdlets } from './inventory';
import { mirroringCmdlets } from './mirroring';
import { poolStateCmdlets } from './pool-state';
import { replicationCmdlets } from './replication';
import { windowsServiceCmdlets } from './windows-services';
import type { Cmdlet } from '../cmdlet';

const cmdlets: readonly Cmdlet[] = [
  ...poolStateCmdlets,
  ...inventoryCmdlets,
  ...replicationCmdlets,
  ...mirroringCmdlets,
  ...databaseCmdlets,
  ...windowsServiceCmdlets,
  ...chatCmdlets,
];

export const cmdletNames: readonly string[] = cmdlets.map(({ name }) => name);

/** Command names are found in any case. */
export const findCmdlet = (name: string): Cmdlet | undefined => cmdlets.find((cmdlet) => sameName(cmdlet.name, name));
