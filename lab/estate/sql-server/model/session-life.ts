/** How a session of an instance begins and ends: its database, KILL, and the rollback that a KILL leaves behind. */
import type { InstanceFacts, LoginRequest } from '../contract';
import type { SessionIdentity } from '../engine/core';
import { followedBy, messageOf, refusal } from './refusals';
import type { Login } from './logins';
import type { Observer } from './observer';
import type { Catalogue, Clock, Service, Sessions } from './ports';
import type { Client, EngineSession, LiveSession } from './session-registry';
import { newGuid } from './transaction-log';

/** The language behind one connection. */
export type OpenSession = (facts: InstanceFacts, identity: SessionIdentity) => EngineSession;

export class SessionLife {
  constructor(
    private readonly instance: InstanceFacts & Service & Clock & Sessions & Catalogue,
    private readonly openSession: OpenSession,
    private readonly observer: Observer,
  ) {}

  /** @throws SqlError 18456, 18470, or 4060 followed by 18456. */
  logIn(request: LoginRequest): EngineSession {
    const { isUp, logins } = this.instance;
    const login = isUp ? logins.authenticate(request.user, request.password) : undefined;
    if (!login) throw refusal(18456, request.user);
    if (login.isDisabled) throw refusal(18470, login.name);
    return this.open(login, request, request.database);
  }

  /** @throws SqlError 4060 followed by 18456. */
  open(login: Login, { hostName, programName, clientPid, encrypted = false }: Client, database: string): EngineSession {
    const { instance } = this;
    const { registry, transactions } = instance;
    const id = registry.freeId();
    const { name } = login;
    let opened = 'master';
    try {
      if (database !== '') opened = instance.openDatabase(database, { id, login: name, isSysadmin: login.isSysadmin });
    } catch {
      throw followedBy(refusal(4060, database), messageOf(18456, name));
    }
    const engine = this.openSession(instance, {
      id,
      login: name,
      // A session loses its rights with the membership, not with its connection.
      get isSysadmin() {
        return instance.isAdministratorLogin(name);
      },
      hostName,
      programName,
      database: opened,
    });
    const now = instance.now();
    const client = { hostName, programName, clientPid, encrypted };
    const live: LiveSession = {
      ...client,
      id,
      login,
      connectedAt: now,
      connectionId: newGuid(),
      lastRequestAt: now,
      engine,
    };
    registry.add(live);
    instance.changed(`session ${String(id)} of ${name} in ${opened}`);
    return this.observer.around(live, () => {
      if (live.rollback || registry.get(id) !== live) return;
      transactions.rollback(id);
      registry.remove(id);
    });
  }

  /**
   * The server ends the session. It stays on the list, with its databases, while its transaction is rolled back.
   * @returns false when there is no such session.
   */
  end(id: number): boolean {
    const { registry, transactions, timings, isUp } = this.instance;
    const live = registry.get(id);
    if (!live) return false;
    const seconds = isUp && transactions.hasChanges(id) ? timings.rollback : 0;
    if (seconds > 0) {
      if (live.rollback === undefined) void this.#rollBack(live, seconds);
    } else {
      transactions.rollback(id);
      registry.remove(id);
    }
    live.engine.end('The session was ended by the server.');
    return true;
  }

  async #rollBack(live: LiveSession, seconds: number): Promise<void> {
    const { instance } = this;
    live.rollback = { startedAt: instance.now(), milliseconds: (seconds * 1000) / instance.clock.timeScale };
    await instance.clock.lasts(seconds);
    if (instance.registry.get(live.id) !== live) return;
    instance.transactions.rollback(live.id);
    instance.registry.remove(live.id);
    instance.changed(`session ${String(live.id)} is rolled back`);
  }
}
