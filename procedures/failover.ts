/** "Failing over Persistent Chat Server". The numbers are the page's; steps without one are ours. */
import type { Runbook } from '../domain/run/runbook';
import type { FailoverSituation } from './failover-situation';
import { forClients, given, pointOfNoReturn, step, when } from './frame';
import {
  applyLogBackups,
  bringOnline,
  bringPrincipalBack,
  confirmFence,
  confirmNobodyActive,
  copyLogBackups,
  installMirror,
  noteComplianceRows,
  recordLogShipping,
  removeLogShipping,
  removeTailCopy,
  restoreLogShipping,
  resumeLogBackups,
  saveTailLog,
  setActiveServers,
  setOffline,
  setOnline,
  setPoolState,
  takeTailLog,
  verifyService,
  waitForNoSessions,
} from './vocabulary';

export function failover(situation: FailoverSituation): Runbook {
  const {
    order,
    backup,
    principal,
    damaged,
    primaryPair,
    besidePrimary,
    chain,
    lync,
    heardBy,
    homeServers,
    compliance,
  } = situation;
  const record = recordLogShipping(backup, situation.shipping, lync);
  const seal = given(principal, (store) => ({ store, tail: takeTailLog(store, chain.promised.upTo) }));
  // What must survive: the chain that the plan found, or the tail once it is taken.
  const promised = seal === null ? chain.promised : { ...chain.promised, upTo: seal.tail.gives.lastLsn };
  const mirror = when(backup.mirrors.length > 0, step('mirrorBackup', /* 6 */ [installMirror(backup, backup.mirrors)]));
  const serve = [
    step('activateServers', /* 7 */ [setActiveServers('home', homeServers, homeServers, 'FailedOver')]),
    step('verifyService', [
      ...when(compliance !== null, noteComplianceRows(compliance?.counted ?? null, null)),
      verifyService('secondary'),
    ]),
  ];
  return [
    step('recordLogShipping', [record]),
    step(
      'clearActiveServers',
      [setActiveServers('none', [], heardBy), waitForNoSessions(besidePrimary, primaryPair)],
      [forClients(setActiveServers('as before', lync.activeServers, heardBy, lync.poolState))],
    ),
    ...(seal === null
      ? []
      : [
          step(
            'takeTailLog',
            [seal.tail],
            [
              forClients(bringPrincipalBack(seal.store, seal.store)),
              ...when(seal.store.isMirroredAgain, installMirror({ role: 'primary' }, ['mgc'])),
              resumeLogBackups(seal.store),
            ],
          ),
        ]),
    // Nothing later takes its result: a log that is damaged too leaves a person to decide.
    ...(damaged === null
      ? []
      : [
          step('saveTailLog', [saveTailLog(damaged)]),
          step('setOffline', [setOffline(damaged)], [setOnline(damaged, damaged)]),
        ]),
    step('removeLogShipping', /* 1 */ [removeLogShipping(backup)], [restoreLogShipping(backup, record.gives.record)]),
    step('copyLogBackups', /* 2 */ [copyLogBackups(backup, chain, promised)], [removeTailCopy(backup)]),
    // Fence, then read, then promote: whoever came back meanwhile must not be a second writer.
    step(
      'applyLogBackups',
      /* 3 */ [applyLogBackups(backup, chain, promised), confirmFence(backup.side, primaryPair), confirmNobodyActive()],
    ),
    pointOfNoReturn,
    step('bringOnline', /* 4 */ [bringOnline(backup, primaryPair, promised)]),
    step('failPoolOver', /* 5 */ [setPoolState('FailedOver', homeServers)]),
    // Service first: users wait while a mirror is being seeded.
    ...(order === 'service-first' ? [...serve, ...mirror] : [...mirror, ...serve]),
  ];
}
