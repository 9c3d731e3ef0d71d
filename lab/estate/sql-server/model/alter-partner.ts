/** ALTER DATABASE … SET PARTNER and SET WITNESS (ALTER DATABASE Database Mirroring). */
import { compareLsn } from '../../lsn';
import type { AlterDatabaseAction } from '../contract';
import type { Database } from './database';
import type { Catalogue, Mirroring, Server, Service } from './ports';
import { areConnected, becomeMirror, becomePrincipal, endSession, partnerOf, settle } from './mirroring';
import type { Side } from './mirroring';
import type { MirroringSession } from './mirroring-session';
import { refusal } from './refusals';
import { continues, newGuid } from './transaction-log';

type PartnerAction = Extract<
  AlterDatabaseAction,
  { set: 'partner' | 'partner safety' | 'partner timeout' | 'witness' }
>;

/** @throws SqlError of the 1400s. */
export function alterPartner(database: Database, action: PartnerAction, instance: Server): void {
  if (action.set === 'partner') setPartner(database, action.to, instance);
  else if (action.set === 'witness') setWitness(database, action.to, instance);
  else tune(database, action, instance);
  instance.changed(`mirroring of ${database.name}`);
}

function setPartner(database: Database, to: string, instance: Server): void {
  switch (to) {
    case 'OFF':
      return removePartner(database, instance);
    case 'FAILOVER':
      return failOver(database, instance);
    case 'FORCE_SERVICE_ALLOW_DATA_LOSS':
      return force(database, instance);
    case 'SUSPEND':
    case 'RESUME':
      return pause(database, to === 'SUSPEND', instance);
    default:
      return join(database, to, instance);
  }
}

function sessionOf(database: Database): MirroringSession {
  if (!database.mirroring) throw refusal(1416, database.name);
  return database.mirroring;
}

function removePartner(database: Database, instance: Service & Mirroring): void {
  sessionOf(database);
  const other = partnerOf(database, instance);
  endSession(database, instance);
  if (other) endSession(other.database, other.instance);
}

/** First call (on the mirror) waits for the principal; the second (on the principal) starts the session. */
function join(database: Database, address: string, instance: Server): void {
  if (database.mirroring) throw refusal(1405, database.name);
  if (database.isSystem) throw refusal(5058, 'PARTNER', database.name);
  if (!/^tcp:\/\/[^:/\s]+:\d+$/i.test(address)) throw refusal(1449);
  const partner = instance.serverAt(address);
  if (partner === instance) throw refusal(1452);
  if (!partner || !areConnected(instance, partner)) throw refusal(1418, address);
  if (database.recoveryModel !== 'FULL') throw refusal(1465, database.name);
  if (database.userAccess === 'SINGLE_USER' && database.state === 'ONLINE') throw refusal(1488, database.name);
  if (database.state === 'RESTORING') {
    if (database.interruptedRestore) throw refusal(1408, database.name);
    database.mirroring = newSession(newGuid(), 'MIRROR', address, partner.name, database);
    return;
  }
  if (database.failedToStart || database.state === 'EMERGENCY') throw refusal(1467, database.name);
  if (database.state !== 'ONLINE' || database.inStandby) throw refusal(1464, database.name);
  start(database, address, instance, partner);
}

function start(database: Database, address: string, instance: Server, partner: Service & Catalogue): void {
  const copy = partner.find(database.name);
  if (!copy) throw refusal(1448, database.name);
  if (copy.state !== 'RESTORING') throw refusal(1464, database.name);
  if (!copy.mirroring) throw refusal(1416, database.name);
  if (instance.server(copy.mirroring.partnerInstance) !== instance) throw refusal(1460, database.name);
  if (copy.familyGuid !== database.familyGuid) throw refusal(1407, database.name);
  if (copy.recoveryModel !== 'FULL') throw refusal(1465, database.name);
  checkLog(database, copy);
  database.mirroring = newSession(copy.mirroring.guid, 'PRINCIPAL', address, partner.name, database);
  settle(database, instance);
}

function checkLog(database: Database, copy: Database): void {
  const { log } = database;
  const isOnOurPath = continues(copy.log.forks, copy.lsn, log.forks);
  if (!isOnOurPath || compareLsn(copy.lsn, log.end) > 0) throw refusal(1412, database.name);
  if (!copy.logRestored) throw refusal(1478, database.name);
  if (compareLsn(copy.lsn, log.start) < 0) throw refusal(1412, database.name);
}

function newSession(
  guid: string,
  role: MirroringSession['role'],
  partner: string,
  partnerInstance: string,
  database: Database,
): MirroringSession {
  return {
    guid,
    role,
    state: 'DISCONNECTED',
    partner,
    partnerInstance,
    witnessConnected: false,
    safety: 'FULL',
    timeout: 10,
    roleSequence: 1,
    safetySequence: 1,
    failoverLsn: database.lsn,
    isSuspended: false,
    lacksQuorum: false,
  };
}

function failOver(database: Database, instance: Server): void {
  const session = sessionOf(database);
  if (session.role !== 'PRINCIPAL') throw refusal(1470, database.name);
  if (session.safety !== 'FULL') throw refusal(1477, database.name);
  const mirror = partnerOf(database, instance);
  if (!mirror) throw refusal(1447, database.name);
  if (session.state !== 'SYNCHRONIZED') throw refusal(1422, database.name);
  becomeMirror({ instance, database, session });
  becomePrincipal(mirror);
  mirror.instance.write(mirror.database, []);
  settle(mirror.database, mirror.instance);
}

function force(database: Database, instance: Server): void {
  const session = sessionOf(database);
  const isWitnessWell = session.witness === undefined || session.witnessConnected;
  if (session.role !== 'MIRROR' || partnerOf(database, instance)) throw refusal(1455, database.name);
  if (!isWitnessWell) throw refusal(1431, database.name);
  if (!database.logRestored) throw refusal(1406, database.name);
  becomePrincipal({ instance, database, session });
  session.isSuspended = true;
  instance.write(database, []);
}

function pause(database: Database, isSuspended: boolean, instance: Server): void {
  const session = sessionOf(database);
  const other = partnerOf(database, instance);
  if (!isSuspended && !other) throw refusal(1447, database.name);
  if (!isSuspended && session.role !== 'PRINCIPAL') throw refusal(1470, database.name);
  for (const side of [{ instance, database, session }, other].filter((known): known is Side => known !== undefined)) {
    side.session.isSuspended = isSuspended;
  }
  settle(database, instance);
}

function setWitness(database: Database, to: string, instance: Server): void {
  const session = sessionOf(database);
  if (session.role !== 'PRINCIPAL') throw refusal(1470, database.name);
  const mirror = partnerOf(database, instance);
  if (to === 'OFF') {
    delete session.witness;
  } else {
    const witness = instance.serverAt(to);
    if (!witness) throw refusal(1456, to);
    const areInterconnected =
      mirror !== undefined && areConnected(instance, witness) && areConnected(mirror.instance, witness);
    if (!areInterconnected || session.state !== 'SYNCHRONIZED') throw refusal(1426);
    session.witness = to;
  }
  settle(database, instance);
  if (mirror) settle(mirror.database, mirror.instance);
}

function tune(
  database: Database,
  action: Extract<PartnerAction, { set: 'partner safety' | 'partner timeout' }>,
  instance: Server,
): void {
  const session = sessionOf(database);
  if (session.role !== 'PRINCIPAL') throw refusal(1470, database.name);
  if (!partnerOf(database, instance)) throw refusal(1447, database.name);
  if (action.set === 'partner safety') {
    // Standard edition mirrors synchronously and no other way.
    if (action.to !== 'FULL') throw refusal(1473);
    session.safety = action.to;
    session.safetySequence += 1;
  } else {
    if (action.to > 32_767) throw refusal(1476, action.to);
    session.timeout = Math.max(5, action.to);
  }
  settle(database, instance);
}
