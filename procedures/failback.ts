/** "Failing back Persistent Chat Server", offline. The numbers are the page's; steps without one are ours. */
import type { Runbook } from '../domain/run/runbook';
import { finishFailback } from './failback-finish';
import type { FailbackSituation, WholeFailback } from './failback-situation';
import { forClients, pointOfNoReturn, step, when } from './frame';
import {
  backUp,
  configurePrimary,
  configureSecondary,
  confirmActive,
  confirmCarriedOver,
  enableLogBackups,
  installMirror,
  noteComplianceRows,
  partMirror,
  putBack,
  removeBackup,
  removeLeftJobs,
  removeMirroring,
  restore,
  runCopyAndRestore,
  runLogBackup,
  setActiveServers,
  setPoolState,
  silenceLogBackups,
  verifyService,
  waitForNoSessions,
} from './vocabulary';

export const failback = (situation: FailbackSituation): Runbook =>
  situation.kind === 'whole' ? wholeFailback(situation) : finishFailback(situation);

function wholeFailback(situation: WholeFailback): Runbook {
  const { leftJobs, primary, backup, backupPair, lync, homeServers, hasCompliance, place } = situation;
  const copy = backUp(backup, 'failback', place);
  const seed = backUp(primary, 'initialise', place);
  const firstLog = runLogBackup(primary, seed, place);
  const isMirrored = primary.mirrors.length > 0;
  return [
    ...when(leftJobs.length > 0, step('removeLeftJobs', leftJobs.map(removeLeftJobs))),
    step(
      'clearActiveServers',
      /* 1 */ [
        setActiveServers('none', [], lync.activeServers),
        waitForNoSessions(backup.side, backupPair),
        ...when(hasCompliance, noteComplianceRows(situation.complianceRows, backup.role)),
      ],
      [forClients(setActiveServers('as before', lync.activeServers, lync.activeServers, lync.poolState))],
    ),
    // A primary that came back goes on backing up its log, among the files that the new chain is to use.
    ...when(primary.backsUpLog, step('silenceLogBackups', [silenceLogBackups(primary)], [enableLogBackups(primary)])),
    ...when(
      backup.mirrors.length > 0,
      step('removeMirroring', /* 2 */ [removeMirroring(backup)], [installMirror(backup, backup.mirrored)]),
    ),
    // What came back after the failover with its mirror; a restore overwrites no database in a mirroring session.
    ...when(
      primary.mirrored.includes('mgc'),
      step('partPrimary', [removeMirroring(primary, ['mgc'])], [installMirror(primary, ['mgc'], 'as before')]),
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
        [partMirror({ ...primary, mirrored: primary.mirrored.filter((database) => database !== 'mgc') })],
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
    step('verifyService', [confirmActive(homeServers), verifyService('primary')]),
  ];
}
