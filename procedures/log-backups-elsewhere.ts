/** Log backups that another tool took to another place: said before consent, for without them the tail could not be applied. */
import { describeTaken, missingFrom, type LogBackupTaken } from '../domain/log-backups-taken';
import { obstacle, storeName, type Judgement } from '../domain/judgements';
import { principalSeen, storeSeen, type Observation } from '../domain/observation';
import { damagedPrincipal } from '../domain/primary-pair';
import { instanceName, type Pool } from '../domain/topology/pool';

/** Only where a tail is to follow: behind a principal that is lost they are part of what the bound of loss says. */
export function logBackupsElsewhere(seen: Observation, pool: Pool): Judgement[] {
  if (principalSeen(seen) === undefined && damagedPrincipal(seen) === undefined) return [];
  return (seen.logBackupsTaken ?? []).flatMap((taken) => {
    const { role, elsewhere, count } = taken;
    const instance = storeSeen(seen, role)?.instance ?? storeName(pool, role);
    const more = count - elsewhere.length;
    return [
      ...elsewhere.map((backup) =>
        obstacle('logBackupElsewhere', sentence(backup, missingFrom(taken), instance, pool)),
      ),
      more > 0
        ? obstacle(
            'logBackupElsewhere',
            `msdb of ${instance} lists ${String(more)} more log backups of mgc that are not at hand (backupset, type L).`,
          )
        : undefined,
    ];
  });
}

const sentence = (backup: LogBackupTaken, missing: string, instance: string, pool: Pool): string =>
  `msdb of ${instance} lists a log backup of mgc that is ${missing}: ${describeTaken(backup)}. Without it the log backups after it, the tail included, cannot be applied (4305). ${remedy(backup, pool)} Where it is gone, initialise the backup store again from a full backup.`;

function remedy(backup: LogBackupTaken, { mgc, logShipping: { share, copyFolder } }: Pool): string {
  const { files, onDisk, position } = backup;
  const backupStore = instanceName(mgc.backup);
  if (!onDisk)
    return `It is no file on a disk: let the tool that took it restore it on ${backupStore} WITH NORECOVERY, then start again.`;
  // What log shipping copies and this run applies are files of one set, one file a set.
  if (files.length > 1 || position > 1)
    return `Restore it on ${backupStore} by hand (RESTORE LOG [mgc] FROM ${files.map(() => 'DISK = …').join(', ')} WITH FILE = ${String(position)}, NORECOVERY), then start again.`;
  return `Put that file on the share ${share} or into the copy folder ${copyFolder} of ${backupStore}, then start again.`;
}

/** Not known is not none. */
export const logBackupsElsewhereNotes = (seen: Observation): string[] =>
  seen.logBackupsTakenReason === undefined
    ? []
    : [
        `Whether another tool took log backups of mgc elsewhere is not known, for msdb could not be read: ${seen.logBackupsTakenReason}`,
      ];
