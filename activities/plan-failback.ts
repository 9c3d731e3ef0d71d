/** What each step of a failback will do, as text. */
import { storeSeen } from '../domain/observation';
import { activeServersOf, instanceName } from '../domain/topology/pool';
import * as cmdlets from './cmdlets';
import { inShell, onInstance, withFiles, type PlanContext, type PlannedActs } from './plan-acts';
import { mirroredWith, toBeMirrored } from './plan-failover';
import { storeAt } from './scope';
import { filesFor } from './sql/place-files';
import { asideFolder } from './sql/set-aside';
import {
  backupPath,
  primaryShipping,
  readyToUse,
  secondaryShipping,
  secondaryShippingOf,
  shippingJobs,
  statements,
} from './statements';

export function failbackActs({ pool, scope, seen }: PlanContext): PlannedActs {
  const primary = instanceName(pool.mgc.primary);
  const backup = instanceName(pool.mgc.backup);
  const shell = `${pool.secondaryDataCentre.name} management shell`;
  const lync = seen.lync!;
  const onPrimary = storeSeen(seen, 'primary')?.copy;
  const onBackup = storeSeen(seen, 'backup')?.copy;
  const file = (purpose: 'failback' | 'replaced' | 'initialise'): string => backupPath(pool, purpose, scope);
  const toPrimary = filesFor(onBackup?.files ?? [], onPrimary?.files ?? [], pool.mgc.primary);
  // A copy restored on the primary keeps its logical names; on the backup store the files stay where they are.
  const toBackup = filesFor(onBackup?.files ?? [], onBackup?.files ?? [], pool.mgc.backup);
  const aside = (on: string, folder: string) =>
    withFiles(on, `move log backups of the former chain from ${folder} to ${asideFolder(folder, scope)}`);
  const jobs = shippingJobs(pool);
  const nothingYet = { configuration: false, schedule: undefined, secondary: false };
  const mirror = mirroredWith(pool, 'mirror');
  const backupMirror = mirroredWith(pool, 'backupMirror');

  return [
    {
      id: 'clearActiveServers',
      acts: lync.activeServers.length === 0 ? [] : inShell(shell, [cmdlets.setActiveServers(lync, [])]),
    },
    ...(pool.mgc.backupMirror === undefined
      ? []
      : [
          {
            id: 'removeMirroring' as const,
            acts: backupMirror
              .filter((database) => storeSeen(seen, 'backup', database)?.copy?.mirroringRole != null)
              .flatMap((database) =>
                onInstance(instanceName(storeAt(pool, 'backup', database)), 'T-SQL', [statements.partnerOff(database)]),
              ),
          },
        ]),
    { id: 'backUpDatabase', acts: onInstance(backup, 'Agent job', [statements.fullBackup(file('failback'))]) },
    {
      id: 'restoreOnPrimary',
      acts: [
        ...(onPrimary?.state === 'ONLINE'
          ? onInstance(primary, 'Agent job', [statements.copyOnlyBackup(file('replaced'))])
          : []),
        ...onInstance(primary, 'Agent job', [statements.restoreReadyToUse(file('failback'), toPrimary)]),
        ...onInstance(primary, 'T-SQL', readyToUse),
      ],
    },
    ...(mirror.length === 0
      ? []
      : [
          {
            id: 'mirrorPrimary' as const,
            acts: inShell(
              shell,
              toBeMirrored(pool, seen, 'primary').map((database) => cmdlets.installMirror(pool, 'primary', database)),
            ),
          },
        ]),
    {
      id: 'configureLogShipping',
      acts: [
        aside(primary, pool.logShipping.share),
        ...onInstance(primary, 'T-SQL', primaryShipping(pool, nothingYet)),
        ...onInstance(primary, 'Agent job', [statements.fullBackup(file('initialise'))]),
        ...onInstance(backup, 'Agent job', [statements.restoreForLogs(file('initialise'), toBackup)]),
        aside(backup, pool.logShipping.copyFolder),
        ...onInstance(
          backup,
          'T-SQL',
          secondaryShipping(secondaryShippingOf(pool), { primary: false, database: false, schedules: new Map() }),
        ),
        ...onInstance(primary, 'T-SQL', [statements.startJob(jobs.backup)]),
        ...onInstance(backup, 'T-SQL', [statements.startJob(jobs.copy), statements.startJob(jobs.restore)]),
      ],
    },
    { id: 'setPoolStateNormal', acts: inShell(shell, [cmdlets.setPoolState(lync, 'Normal')]) },
    { id: 'activateServers', acts: inShell(shell, [cmdlets.setActiveServers(lync, activeServersOf(pool, 'primary'))]) },
    { id: 'verifyService', acts: [] },
  ];
}
