/** Database mirroring between two instances of an estate: what each side knows, and how they keep in step. */
import { compareLsn } from '../../lsn';
import type { Database } from './database';
import type { Mirroring, Server, Service } from './ports';
import { secondsFor } from './long-work';
import type { MirroringSession, MirroringState } from './mirroring-session';
import { continues } from './transaction-log';
import type { LogRecord } from './transaction-log';

/** One side of a session. */
export interface Side {
  readonly instance: Server;
  readonly database: Database;
  readonly session: MirroringSession;
}

/** The side that this database's session names, while the two are connected, both started, and agree on the session. */
export function partnerOf(database: Database, instance: Service & Mirroring): Side | undefined {
  const mine = database.mirroring;
  const partner = mine && instance.server(mine.partnerInstance);
  if (!partner || !areConnected(instance, partner)) return undefined;
  const copy = partner.find(database.name);
  if (database.failedToStart || copy?.failedToStart === true) return undefined;
  return copy?.mirroring?.guid === mine.guid
    ? { instance: partner, database: copy, session: copy.mirroring }
    : undefined;
}

export const areConnected = (one: Service & Mirroring, other: Service): boolean =>
  one.isUp && other.isUp && one.reaches(other.place);

/** Sends new log to the mirror before the commit is acknowledged. */
export function ship(database: Database, instance: Server, record: LogRecord): void {
  const session = database.mirroring;
  if (session?.role !== 'PRINCIPAL') return;
  const mirror = partnerOf(database, instance);
  if (mirror && !session.isSuspended && session.state === 'SYNCHRONIZED')
    mirror.database.redo([record], database.log.forks);
  else settle(database, instance);
}

/** Brings a session to the state that network, services and both sides' knowledge allow now. */
export function settle(database: Database, instance: Server): void {
  const session = database.mirroring;
  if (!session || !instance.isUp) return;
  session.witnessConnected = isWitnessConnected(session, instance);
  const other = partnerOf(database, instance);
  if (!other) {
    delete session.catchingUp;
    if (learnsOfEnd(database, session, instance)) return;
    session.state = session.isSuspended ? 'SUSPENDED' : 'DISCONNECTED';
    session.lacksQuorum = session.role === 'PRINCIPAL' && session.witness !== undefined && !session.witnessConnected;
    return;
  }
  session.lacksQuorum = false;
  other.session.lacksQuorum = false;
  const me = { instance, database, session };
  if (session.role === other.session.role) yieldRole(me, other);
  const [principal, mirror] = session.role === 'PRINCIPAL' ? [me, other] : [other, me];
  if (principal.session.role === 'PRINCIPAL' && mirror.session.role === 'MIRROR') synchronise(principal, mirror);
}

/** SET PARTNER OFF on the other side, while the two were apart. */
function learnsOfEnd(database: Database, session: MirroringSession, instance: Service & Mirroring): boolean {
  const partner = instance.server(session.partnerInstance);
  const copy = partner && areConnected(instance, partner) ? partner.find(database.name) : undefined;
  if (!copy || copy.mirroring?.guid === session.guid || !partner!.endedSessions.has(session.guid)) return false;
  endSession(database, instance);
  return true;
}

export function endSession(database: Database, instance: Service & Mirroring): void {
  const session = database.mirroring;
  if (!session) return;
  instance.endedSessions.add(session.guid);
  delete database.mirroring;
  instance.changed(`mirroring of ${database.name} removed`);
}

/** Two principals meet after a failover that one of them missed: the older one becomes the mirror. */
function yieldRole(one: Side, other: Side): void {
  if (one.session.role !== 'PRINCIPAL') return;
  const [older] = one.session.roleSequence <= other.session.roleSequence ? [one] : [other];
  becomeMirror(older);
  older.session.roleSequence = Math.max(one.session.roleSequence, other.session.roleSequence);
}

export function becomeMirror({ instance, database, session }: Side): void {
  instance.endSessionsIn(database.name);
  database.state = 'RESTORING';
  delete session.catchingUp;
  session.role = 'MIRROR';
  instance.changed(`${database.name} is the mirror`);
}

export function becomePrincipal({ instance, database, session }: Side): void {
  session.failoverLsn = database.lsn;
  database.log.fork();
  database.state = 'ONLINE';
  session.role = 'PRINCIPAL';
  session.roleSequence += 1;
  session.lacksQuorum = false;
  instance.changed(`${database.name} is the principal`);
}

function synchronise(principal: Side, mirror: Side): void {
  principal.session.isSuspended ||= mirror.session.isSuspended;
  mirror.session.isSuspended = principal.session.isSuspended;
  if (principal.session.isSuspended) {
    enter('SUSPENDED', principal, mirror);
    return;
  }
  const log = principal.database.log;
  rewind(principal, mirror);
  if (compareLsn(mirror.database.lsn, log.start) < 0) {
    principal.session.isSuspended = true;
    enter('SUSPENDED', principal, mirror);
    return;
  }
  tellMirror(principal, mirror);
  if (principal.session.catchingUp !== undefined) return;
  const seconds = secondsToCatchUp(principal, mirror);
  if (seconds > shortest) void catchUp(principal, mirror, seconds);
  else inStep(principal, mirror);
}

/** Below this, catching up is not seen, in modelled seconds. */
const shortest = 1;

function secondsToCatchUp({ instance, database, session }: Side, mirror: Side): number {
  if (session.state === 'SYNCHRONIZED' && mirror.session.state === 'SYNCHRONIZED') return 0;
  const unsent = database.log.since(mirror.database.lsn).reduce((sum, { bytes }) => sum + bytes, 0);
  return instance.timings.synchronising + secondsFor(unsent, instance.throughput);
}

/** SYNCHRONIZING: the log that the mirror lacks is sent; new log waits behind it. */
async function catchUp(principal: Side, mirror: Side, seconds: number): Promise<void> {
  const { session } = principal;
  enter('SYNCHRONIZING', principal, mirror);
  const token = {};
  session.catchingUp = token;
  principal.instance.changed(`${principal.database.name} is synchronizing`);
  await principal.instance.clock.lasts(seconds);
  if (session.catchingUp !== token) return;
  delete session.catchingUp;
  const isStill = principal.database.mirroring === session && session.role === 'PRINCIPAL';
  const other = partnerOf(principal.database, principal.instance);
  if (isStill && other && session.state === 'SYNCHRONIZING') inStep(principal, other);
}

/** The mirror has all log of its principal. */
function inStep(principal: Side, mirror: Side): void {
  const { log, logChain } = principal.database;
  mirror.database.redo(log.since(mirror.database.lsn), log.forks);
  if (logChain !== undefined) mirror.database.logChain = logChain;
  if (principal.session.state === 'SYNCHRONIZED' && mirror.session.state === 'SYNCHRONIZED') return;
  enter('SYNCHRONIZED', principal, mirror);
  principal.instance.changed(`${principal.database.name} is synchronized`);
}

function enter(state: MirroringState, principal: Side, mirror: Side): void {
  principal.session.state = mirror.session.state = state;
  delete principal.session.catchingUp;
}

/** What the principal knows of the session reaches the mirror. */
function tellMirror(principal: Side, mirror: Side): void {
  const { witness, safety, timeout } = principal.session;
  if (witness === undefined) delete mirror.session.witness;
  else mirror.session.witness = witness;
  Object.assign(mirror.session, {
    safety,
    timeout,
    roleSequence: principal.session.roleSequence,
    failoverLsn: principal.session.failoverLsn,
  });
}

/** A mirror that wrote on a path of its own undoes what its new principal never had. */
function rewind(principal: Side, mirror: Side): void {
  const { database } = mirror;
  if (continues(database.log.forks, database.lsn, principal.database.log.forks)) return;
  database.load(principal.database.snapshot(), principal.database.lsn, principal.database.log.forks);
}

function isWitnessConnected({ witness }: MirroringSession, instance: Service & Mirroring): boolean {
  const third = witness === undefined ? undefined : instance.serverAt(witness);
  return third !== undefined && areConnected(instance, third);
}

/** Automatic failover: safety FULL, synchronised, and the witness agrees that the principal, or its database, is gone. */
export function failOverAutomatically(database: Database, instance: Server): void {
  const session = database.mirroring;
  if (
    session?.role !== 'MIRROR' ||
    session.state !== 'SYNCHRONIZED' ||
    session.safety !== 'FULL' ||
    session.witness === undefined
  )
    return;
  const principal = instance.server(session.partnerInstance);
  const witness = instance.serverAt(session.witness);
  if (!witness || !areConnected(instance, witness) || !principal) return;
  const isSuspect = principal.find(database.name)?.failedToStart === true;
  if (!isSuspect && (areConnected(instance, principal) || areConnected(witness, principal))) return;
  becomePrincipal({ instance, database, session });
  instance.write(database, []);
}
