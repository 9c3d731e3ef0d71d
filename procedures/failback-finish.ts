/**
 * The rest of a failback, where the newest mgc stands in the primary data centre already: an earlier run was ended behind its
 * point of no return, or a failover before its own. Users first; what protects them is built up while they chat.
 */
import type { Runbook } from '../domain/run/runbook';
import type { FinishSituation } from './failback-rest';
import { given, pointOfNoReturn, step, when } from './frame';
import {
  backUp,
  bringPrincipalBack,
  confirmActive,
  configurePrimary,
  configureSecondary,
  installMirror,
  removeLeftJobs,
  resumeLogBackups,
  restore,
  runCopyAndRestore,
  runLogBackup,
  setActiveServers,
  setPoolState,
  verifyService,
} from './vocabulary';

export function finishFailback(situation: FinishSituation): Runbook {
  const { leftJobs, sealed, primary, needsMirror, needsNormal, resumes, homeServers, shipsTo, place } = situation;
  return [
    ...when(leftJobs.length > 0, step('removeLeftJobs', leftJobs.map(removeLeftJobs))),
    ...(given(sealed, (store) => [step('bringPrincipalBack', [bringPrincipalBack(store, { losesMirror: false })])]) ??
      []),
    pointOfNoReturn, // users are let in
    ...when(needsNormal, step('setPoolStateNormal', /* 7 */ [setPoolState('Normal', homeServers)])),
    step('activateServers', /* 6 */ [setActiveServers('home', homeServers, homeServers, 'Normal')]),
    step('verifyService', [confirmActive(homeServers), verifyService('primary')]),
    // A log backup while a mirror is seeded would stop the seeding (1412): the job of a sealed store rests until then.
    ...when(needsMirror, step('mirrorPrimary', [installMirror(primary, primary.mirrors)])),
    // Its job was disabled before the seal; by whom is not known any more.
    ...(given(resumes, (store) => [step('resumeLogBackups', [resumeLogBackups({ ...store, backsUpLog: true })])]) ??
      []),
    ...(given(shipsTo, (backup) => {
      const seed = backUp(primary, 'initialise', place);
      const firstLog = runLogBackup(primary, seed, place);
      return [
        step(
          'configureLogShipping',
          /* 5 */ [
            configurePrimary(primary, backup),
            seed,
            restore(backup, seed, 'waiting for logs'),
            configureSecondary(backup, primary),
            firstLog,
            runCopyAndRestore(backup, primary, firstLog),
          ],
        ),
      ];
    }) ?? []),
  ];
}
