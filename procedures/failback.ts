/** "Failing back Persistent Chat Server", offline. The numbers are the page's; steps without one are ours. */
import type { Runbook } from '../domain/run/runbook';
import type { FailbackSituation } from './failback-situation';
import { forClients, pointOfNoReturn, step, when } from './frame';
import {
  backUp,
  configurePrimary,
  configureSecondary,
  confirmCarriedOver,
  installMirror,
  noteComplianceRows,
  partMirror,
  putBack,
  removeBackup,
  removeMirroring,
  restore,
  runCopyAndRestore,
  runLogBackup,
  setActiveServers,
  setPoolState,
  verifyService,
  waitForNoSessions,
} from './vocabulary';

export function failback(situation: FailbackSituation): Runbook {
  const { primary, backup, backupPair, lync, homeServers, hasCompliance, place } = situation;
  const copy = backUp(backup, 'failback', place);
  const seed = backUp(primary, 'initialise', place);
  const firstLog = runLogBackup(primary, seed, place);
  const isMirrored = primary.mirrors.length > 0;
  return [
    step(
      'clearActiveServers',
      /* 1 */ [
        setActiveServers('none', [], lync.activeServers),
        waitForNoSessions(backup.side, backupPair),
        ...when(hasCompliance, noteComplianceRows(situation.complianceRows, backup.role)),
      ],
      [forClients(setActiveServers('as before', lync.activeServers, lync.activeServers, lync.poolState))],
    ),
    ...when(
      backup.mirrors.length > 0,
      step('removeMirroring', /* 2 */ [removeMirroring(backup)], [installMirror(backup, backup.mirrored)]),
    ),
    step('backUpDatabase', /* 3 */ [copy], [removeBackup(backup, 'failback')]),
    step(
      'restoreOnPrimary',
      /* 4 */ [
        ...when(primary.isOnline, backUp(primary, 'replaced', place)),
        restore(primary, copy, 'ready to use'),
        ...when(!isMirrored, confirmCarriedOver(backup, primary, copy)),
      ],
      [putBack(primary, backup)],
    ),
    // The page forgets the mirror. It comes before log shipping, because seeding it takes a log backup of its own.
    ...when(
      isMirrored,
      step(
        'mirrorPrimary',
        [installMirror(primary, primary.mirrors), confirmCarriedOver(backup, primary, copy)],
        [partMirror(primary)],
      ),
    ),
    pointOfNoReturn, // the backup store's copy is overwritten to become the log-shipping secondary
    step(
      'configureLogShipping',
      /* 5 */ [
        configurePrimary(primary, backup),
        seed,
        restore(backup, seed, 'waiting for logs', { to: primary, copy }),
        configureSecondary(backup, primary),
        firstLog,
        runCopyAndRestore(backup, primary, firstLog),
      ],
    ),
    // 7 before 6: servers activated while FailedOver would use the backup store.
    step('setPoolStateNormal', /* 7 */ [setPoolState('Normal', homeServers)]),
    step('activateServers', /* 6 */ [setActiveServers('home', homeServers, homeServers, 'Normal')]),
    step('verifyService', [verifyService('primary')]),
  ];
}
