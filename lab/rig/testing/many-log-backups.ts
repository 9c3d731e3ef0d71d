/** A chain of log backups that log shipping has neither copied nor applied, however long. */
import type { Lab } from '../lab';
import { inFolder } from '../../../activities/statements';
import { instanceOf } from './estate-state';

const everyMs = 15 * 60_000;

/** `mgc_20261121093000.trn`: the name that log shipping gives, which holds a moment in UTC. */
const shippedName = (at: Date): string => `mgc_${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}.trn`;

/** Takes the log backups on the primary, one after the other, the last one named after `newest`. @returns their names. */
export async function takeLogBackups(lab: Lab, count: number, newest = Date.now()): Promise<string[]> {
  const primary = instanceOf(lab, 'primary');
  const { share } = lab.estate.pool.logShipping;
  const names = Array.from({ length: count }, (_, index) =>
    shippedName(new Date(newest - (count - 1 - index) * everyMs)),
  );
  for (const name of names) {
    await primary.run(`BACKUP LOG [mgc] TO DISK = N'${inFolder(share, name)}' WITH INIT, CHECKSUM`, {
      login: 'sa',
      programName: 'test',
    });
  }
  return names;
}
