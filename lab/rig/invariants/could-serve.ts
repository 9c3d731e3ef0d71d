/** Whether users could be served at all, as the lab knows it. */
import type { Lab } from '../lab';

/** Whether any instance that runs holds messages: a copy that a restore was torn off from holds none. */
export const couldServe = ({ estate }: Pick<Lab, 'estate'>): boolean =>
  estate.instances.some((instance) => instance.isUp && (instance.database('mgc')?.rowsOf('tblChat').length ?? 0) > 0);
