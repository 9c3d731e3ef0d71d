/** One SQL Server stand-in: its databases, logins and sessions, and its life as a service. */
import type { Lsn } from '../../lsn';
import { instanceName } from '../../pool';
import type { StoreRole } from '../../pool';
import type { LabClock } from '../../clock';
import type { Estate, LabInstance, Msdb, Place, RunOptions, RunResult } from '../../contract';
import type { EstateModel } from '../../estate-model';
import type { FileFaults } from '../../file-faults';
import type { Files } from '../../files';
import { usualCollation, type InstanceSettings } from '../../stores';
import { TimeZone } from '../../time-zone';
import type {
  AdministrativeStatement,
  InstanceFacts,
  LoginRequest,
  ObjectName,
  Procedure,
  SessionFacts,
  SqlSession,
  SqlValue,
  TableFunction,
  VirtualTable,
} from '../contract';
import { administer } from './administer';
import { tableOf } from './catalog';
import { tableFunctionOf } from './catalog/functions';
import type { Database } from './database';
import { isOwner, openDatabase } from './database-access';
import { dbccOf } from './dbcc';
import { HeldDatabases } from './held-databases';
import { reserveLog, truncateLog } from './log-space';
import { Logins, type AccountRefusal } from './logins';
import type { Login } from './logins';
import { metadataOf } from './metadata';
import { ship } from './mirroring';
import { Observer } from './observer';
import type { Catalogue, Clock, Mirroring, Server, Service, Sessions, Storage } from './ports';
import { procedureOf } from './procedures';
import { recoverDatabases } from './recovery';
import type { RowsReply } from './restore-listings';
import { runBatch } from './run-batch';
import { isServerRoleMember } from './server-roles';
import { releaseOf, versionText } from './releases';
import type { Release } from './releases';
import { serverProperty } from './server-property';
import { SessionLife } from './session-life';
import type { OpenSession } from './session-life';
import { SessionRegistry } from './session-registry';
import type { Client, EngineSession } from './session-registry';
import { defaultTimings } from './timings';
import type { Change, LogRecord } from './transaction-log';
import { Transactions } from './transactions';

/** The parts that stand before and beside an instance. */
export interface InstanceParts {
  readonly openSession: OpenSession;
  createMsdb(instance: LabInstance, estate: Estate): Msdb;
}

/** What the estate, the engine and the parts of the model each need of a server, in one. */
type EveryPort = LabInstance & InstanceFacts & Service & Clock & Sessions & Catalogue & Storage & Mirroring;

export class Instance extends HeldDatabases implements EveryPort {
  override readonly name: string;
  readonly role: StoreRole;
  readonly place: Place;
  readonly endpointPort: number;
  override readonly timeZone: TimeZone;
  override readonly collation: string;
  override readonly release: Release;
  readonly version: Release['version'];
  readonly versionText: string;
  readonly metadata = metadataOf(this);
  readonly registry = new SessionRegistry();
  readonly transactions: Transactions;
  readonly timings = defaultTimings();
  readonly #observer: Observer;
  readonly #sessionLife: SessionLife;
  readonly endedSessions = new Set<string>();
  logins: Logins;
  msdb: Msdb;
  startedAt: Date;
  port = 0;
  #isUp = false;
  #hasCrashed = false;

  constructor(
    private readonly estate: EstateModel,
    override readonly settings: InstanceSettings,
    private readonly parts: InstanceParts,
  ) {
    super();
    this.name = instanceName(settings.store);
    this.release = releaseOf(settings.version);
    this.version = this.release.version;
    this.versionText = versionText(this.release);
    this.role = settings.role;
    this.place = settings.place;
    this.endpointPort = settings.endpointPort;
    this.timeZone = settings.timeZone ?? new TimeZone('UTC');
    this.collation = settings.collation ?? usualCollation;
    this.transactions = new Transactions(
      (database, changes, bytes) => this.write(database, changes, bytes),
      (database, bytes) => reserveLog(database, bytes, this),
    );
    this.#observer = new Observer(this, estate);
    this.#sessionLife = new SessionLife(this, parts.openSession, this.#observer);
    this.logins = new Logins(estate.logins, this.place.side);
    this.startedAt = this.now();
    this.msdb = parts.createMsdb(this, estate);
    this.createSystemDatabases();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get agentRunning(): boolean {
    return this.#isUp && this.msdb.agentRunning;
  }

  get machine(): string {
    return this.place.host.split('.')[0]!.toUpperCase();
  }

  get clock(): LabClock {
    return this.estate.clock;
  }

  get files(): Files {
    return this.estate.files;
  }

  get faults(): FileFaults {
    return this.estate.faults;
  }

  get throughput(): number {
    return this.estate.load.throughput;
  }

  get endpoint(): string {
    return `TCP://${this.place.host}:${String(this.endpointPort)}`;
  }

  override now(): Date {
    return this.clock.now();
  }

  changed(what: string): void {
    this.#observer.changed();
    this.registry.noticed();
    this.estate.changed(`${this.name}: ${what}`);
  }

  /* ---------- the servers around it ---------- */

  server(name: string): Server | undefined {
    return this.estate.find(name);
  }

  serverAt(endpoint: string): Server | undefined {
    return this.estate.atEndpoint(endpoint);
  }

  reaches(place: Place): boolean {
    return this.estate.reachable(this.place.side, place.side);
  }

  /* ---------- databases ---------- */

  databases(): readonly Database[] {
    return this.held;
  }

  database(name: string): Database | undefined {
    return this.find(name);
  }

  openDatabase(name: string, session: Pick<SessionFacts, 'id' | 'login' | 'isSysadmin'>): string {
    return openDatabase(name, session, this);
  }

  write(database: Database, changes: readonly Change[], bytes = 0): LogRecord {
    const record = database.write(changes, this.now().getTime(), bytes);
    ship(database, this, record);
    return record;
  }

  truncateLog(database: Database, to: Lsn): void {
    truncateLog(database, to, this);
  }

  /* ---------- logins ---------- */

  sidOf(login: string): Buffer {
    return Buffer.from(this.logins.trusted(login).sid, 'hex');
  }

  accountRefusal(login: string): AccountRefusal | undefined {
    return this.logins.accountRefusal(login);
  }

  loginName(sid: Buffer): string | null {
    return this.logins.bySid(sid)?.name ?? null;
  }

  /* ---------- sessions ---------- */

  sessions(database?: string): ReturnType<LabInstance['sessions']> {
    return this.registry.facts(database);
  }

  async login(request: LoginRequest): Promise<SqlSession> {
    return this.#sessionLife.logIn(request);
  }

  open(login: Login, client: Client, database: string): EngineSession {
    return this.#sessionLife.open(login, client, database);
  }

  endSession(id: number): boolean {
    return this.#sessionLife.end(id);
  }

  endSessionsIn(database: string, chosen: (session: { id: number; login: string }) => boolean = () => true): void {
    for (const session of this.sessions(database).filter(chosen)) this.endSession(session.id);
  }

  async waitUntil(holds: () => boolean, signal: AbortSignal): Promise<void> {
    await this.registry.until(holds, signal);
  }

  run(text: string, options: RunOptions): Promise<RunResult> {
    return runBatch(text, options, this);
  }

  /* ---------- what the engine asks ---------- */

  serverProperty(name: string): SqlValue {
    return serverProperty(name, this);
  }

  table(name: ObjectName, session: SessionFacts): VirtualTable | undefined {
    return this.#observer.table(name, tableOf(name, session, this), session);
  }

  tableFunction(name: ObjectName): TableFunction | undefined {
    return tableFunctionOf(name, this);
  }

  dbcc(command: string): Procedure | undefined {
    return dbccOf(command, this);
  }

  procedure(name: ObjectName, session: SessionFacts): Procedure | undefined {
    return this.#observer.procedure(name, procedureOf(name, session.database, this), session);
  }

  async administer(statement: AdministrativeStatement, session: SessionFacts, reply: RowsReply): Promise<void> {
    this.#observer.attempt(session.id, statement);
    await administer(statement, session, reply, this);
  }

  isServerRoleMember(role: string, session: SessionFacts, login?: string): boolean | null {
    return isServerRoleMember(role, session, login, this);
  }

  hasPermission(permission: string, session: SessionFacts): boolean {
    return session.isSysadmin || permission.toUpperCase() === 'CONNECT SQL';
  }

  isAdministrator(session: Pick<SessionFacts, 'login' | 'isSysadmin'>, database: Database): boolean {
    return session.isSysadmin || isOwner(database, session.login);
  }

  isAdministratorLogin(login: string): boolean {
    return this.logins.trusted(login).isSysadmin;
  }

  begin(session: SessionFacts): void {
    this.transactions.begin(session.id);
  }

  commit(session: SessionFacts): void {
    this.transactions.commit(session.id);
  }

  rollback(session: SessionFacts): void {
    if (!this.registry.get(session.id)?.rollback) this.transactions.rollback(session.id);
  }

  savepoint(session: SessionFacts): () => void {
    return this.transactions.mark(session.id);
  }

  observe(event: Parameters<InstanceFacts['observe']>[0]): Promise<void> {
    return this.#observer.observe(event);
  }

  /* ---------- life as a service ---------- */

  /** The service starts: databases recover, mirroring finds its state, the Agent starts. */
  start(): void {
    if (this.#isUp) return;
    this.startedAt = this.now();
    this.#isUp = true;
    recoverDatabases(this, this.#hasCrashed);
    this.#hasCrashed = false;
    this.msdb.startAgent();
    this.estate.settle();
    this.changed('service started');
  }

  /** The service stops, its Agent first: every session ends, running restores are interrupted. */
  stop(): void {
    if (!this.#isUp) return;
    this.msdb.stopAgent();
    this.#down('service stopped');
  }

  /** The process dies: nobody writes down what ran, and the databases have to be recovered at the next start. */
  crash(): void {
    if (!this.#isUp) return;
    this.#hasCrashed = true;
    this.msdb.crashAgent();
    this.#down('service crashed');
  }

  #down(what: string): void {
    this.#isUp = false;
    for (const { id } of this.registry.all) this.endSession(id);
    this.estate.settle();
    this.changed(what);
  }

  /** New disks, a new installation: nothing of the databases and jobs is left. */
  reinstall(): void {
    this.msdb.dispose();
    this.#hasCrashed = false;
    this.clear();
    this.endedSessions.clear();
    this.logins = new Logins(this.estate.logins, this.place.side);
    this.msdb = this.parts.createMsdb(this, this.estate);
    this.createSystemDatabases();
  }
}
