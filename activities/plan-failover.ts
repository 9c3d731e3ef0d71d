/** What each step of a failover will do, as text. */
import { followedBy, linesFor } from '../domain/file-names';
import { activeServersOf, instanceName, type Pool } from '../domain/topology/pool';
import { principalSeen, storeSeen, type Observation } from '../domain/observation';
import type { Act } from '../domain/run/plan';
import * as cmdlets from './cmdlets';
import { inShell, onInstance, withFiles, type PlanContext, type PlannedActs } from './plan-acts';
import { storeAt } from './scope';
import { baseName } from './sql/place-files';
import { inFolder, readyToUse, shippingJobs, statements, tailPath } from './statements';
import type { DatabaseName } from './signatures';

export const mirroredWith = (pool: Pool, role: 'mirror' | 'backupMirror'): DatabaseName[] =>
  (['mgc', 'mgccomp'] as const).filter((database) => pool[database]?.[role] !== undefined);

/** What a look has already seen mirrored stays as it is. */
export const toBeMirrored = (pool: Pool, seen: Observation, principal: 'primary' | 'backup'): DatabaseName[] =>
  mirroredWith(pool, principal === 'primary' ? 'mirror' : 'backupMirror').filter(
    (database) => storeSeen(seen, principal, database)?.copy?.mirroringRole == null,
  );

export function failoverActs({ pool, scope, seen, order }: PlanContext): PlannedActs {
  const backup = instanceName(pool.mgc.backup);
  const shell = `${pool.secondaryDataCentre.name} management shell`;
  const { share, copyFolder } = pool.logShipping;
  const lync = seen.lync!;
  const chain = seen.chain!;
  const jobs = shippingJobs(pool);
  const principal = principalSeen(seen);
  const tailName = baseName(tailPath(pool, scope));
  const files = principal === undefined ? chain.toApply : followedBy(chain.toApply, tailName);
  const copied = principal === undefined ? chain.toCopy : followedBy(chain.toCopy, tailName);
  const more = (left: number): Act => withFiles(backup, `... and ${String(left)} more`);

  const tail = (): Act[] => {
    if (principal === undefined) return [];
    const on = instanceName(storeAt(pool, principal.role));
    return [
      ...onInstance(on, 'T-SQL', [
        statements.disableJob(jobs.backup),
        ...(principal.copy?.mirroringRole == null ? [] : [statements.partnerOff('mgc')]),
      ]),
      ...onInstance(on, 'Agent job', [statements.tailLogBackup(tailPath(pool, scope))]),
    ];
  };
  const mirror: PlannedActs =
    pool.mgc.backupMirror === undefined
      ? []
      : [
          {
            id: 'mirrorBackup',
            acts: inShell(
              shell,
              toBeMirrored(pool, seen, 'backup').map((database) => cmdlets.installMirror(pool, 'secondary', database)),
            ),
          },
        ];
  const serve: PlannedActs = [
    {
      id: 'activateServers',
      acts: inShell(shell, [cmdlets.setActiveServers(lync, activeServersOf(pool, 'secondary'))]),
    },
    { id: 'verifyService', acts: [] },
  ];

  return [
    { id: 'recordLogShipping', acts: [] },
    {
      id: 'clearActiveServers',
      acts: lync.activeServers.length === 0 ? [] : inShell(shell, [cmdlets.setActiveServers(lync, [])]),
    },
    ...(principal === undefined ? [] : [{ id: 'takeTailLog' as const, acts: tail() }]),
    {
      id: 'removeLogShipping',
      acts: onInstance(backup, 'T-SQL', [
        statements.disableJob(jobs.copy),
        statements.disableJob(jobs.restore),
        statements.deleteSecondary(),
      ]),
    },
    {
      id: 'copyLogBackups',
      acts: linesFor(
        copied,
        (name) => withFiles(backup, `copy ${inFolder(share, name)} to ${inFolder(copyFolder, name)}`),
        more,
      ),
    },
    {
      id: 'applyLogBackups',
      acts: linesFor(
        files,
        (name): Act => ({ kind: 'T-SQL', on: backup, text: statements.restoreLog(inFolder(copyFolder, name)) }),
        more,
      ),
    },
    { id: 'bringOnline', acts: onInstance(backup, 'T-SQL', [statements.recover(), ...readyToUse]) },
    { id: 'failPoolOver', acts: inShell(shell, [cmdlets.setPoolState(lync, 'FailedOver')]) },
    ...(order === 'service-first' ? [...serve, ...mirror] : [...mirror, ...serve]),
  ];
}
