/** "Failing over Persistent Chat Server". The numbers are the page's; steps without one are ours. */
import type { Given, Runbook } from '../domain/run/runbook';
import type { Promised } from './contract';
import type { FailoverSituation, Promotion } from './failover-situation';
import { forClients, given, pointOfNoReturn, step, when } from './frame';
import {
  applyLogBackups,
  bringOnline,
  bringPrincipalBack,
  confirmActive,
  confirmFence,
  confirmNobodyActive,
  copyLogBackups,
  installMirror,
  noteComplianceRows,
  recordLogShipping,
  removeLeftJobs,
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

export const failover = (situation: FailoverSituation): Runbook =>
  situation.promoted === null ? wholeFailover(situation) : goOn(situation, situation.promoted);

/** From the recovery on, which an earlier run had got to: only forward. */
function goOn(situation: FailoverSituation, { mustBeFenced, isShippedTo }: Promotion): Runbook {
  const { leftJobs, backup, principal, besidePrimary, primaryPair, lync, heardBy } = situation;
  return [
    ...when(leftJobs.length > 0, step('removeLeftJobs', leftJobs.map(removeLeftJobs))),
    // What a failback had restored there, or what came back: the backup store is to be the only one.
    ...(given(principal, (store) => [
      step(
        'setOffline',
        [setOffline(store, 'beside the one that serves')],
        [setOnline(store, { losesMirror: store.isMirrored })],
      ),
    ]) ?? []),
    ...when(
      mustBeFenced,
      step(
        'clearActiveServers',
        [setActiveServers('none', [], heardBy), waitForNoSessions(besidePrimary, primaryPair)],
        [forClients(setActiveServers('as before', lync.activeServers, heardBy, lync.poolState))],
      ),
      step('confirmFence', [confirmFence(backup.side, primaryPair), confirmNobodyActive()]),
    ),
    pointOfNoReturn,
    ...when(isShippedTo, step('removeLogShipping', /* 1 */ [removeLogShipping(backup)])),
    ...forward(situation, nothingPromised),
  ];
}

/** Nobody can tell any more what was to survive: the copy is recovered, and takes nothing in. */
const nothingPromised = { upTo: '0', familyGuid: null };

/** Behind the point of no return. */
function forward(situation: FailoverSituation, promised: Given<Promised>): Runbook {
  const { order, backup, primaryPair, homeServers, compliance } = situation;
  const mirror = when(backup.mirrors.length > 0, step('mirrorBackup', /* 6 */ [installMirror(backup, backup.mirrors)]));
  const serve = [
    step('activateServers', /* 7 */ [setActiveServers('home', homeServers, homeServers, 'FailedOver')]),
    step('verifyService', [
      ...when(compliance !== null, noteComplianceRows(compliance?.counted ?? null, null)),
      confirmActive(homeServers),
      verifyService('secondary'),
    ]),
  ];
  return [
    step('bringOnline', /* 4 */ [bringOnline(backup, primaryPair, promised)]),
    step('failPoolOver', /* 5 */ [setPoolState('FailedOver', homeServers)]),
    // Service first: users wait while a mirror is being seeded.
    ...(order === 'service-first' ? [...serve, ...mirror] : [...mirror, ...serve]),
  ];
}

function wholeFailover(situation: FailoverSituation): Runbook {
  const { leftJobs, backup, principal, damaged, primaryPair, besidePrimary, chain, lync, heardBy } = situation;
  const record = recordLogShipping(backup, situation.shipping, lync);
  const seal = given(principal, (store) => ({ store, tail: takeTailLog(store, chain.promised.upTo) }));
  // What must survive: the chain that the plan found, or the tail once it is taken.
  const promised = seal === null ? chain.promised : { ...chain.promised, upTo: seal.tail.gives.lastLsn };
  return [
    ...when(leftJobs.length > 0, step('removeLeftJobs', leftJobs.map(removeLeftJobs))),
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
          step('setOffline', [setOffline(damaged, 'damaged')], [setOnline(damaged, damaged)]),
        ]),
    step('removeLogShipping', /* 1 */ [removeLogShipping(backup)], [restoreLogShipping(backup, record.gives.record)]),
    step('copyLogBackups', /* 2 */ [copyLogBackups(backup, chain, promised)], [removeTailCopy(backup)]),
    // Fence, then read, then promote: whoever came back meanwhile must not be a second writer.
    step(
      'applyLogBackups',
      /* 3 */ [applyLogBackups(backup, chain, promised), confirmFence(backup.side, primaryPair), confirmNobodyActive()],
    ),
    pointOfNoReturn,
    ...forward(situation, promised),
  ];
}
