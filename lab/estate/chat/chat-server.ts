/**
 * One chat server of the pool: follows its own replicated copy of pool state and active list, keeps a session on the
 * store it should use while it is active and its data centre stands, and stores messages there.
 */
import sql from 'mssql';
import { ticks } from './message';
import type { Message } from './message';
import { usableStore } from './store-choice';
import { StoreSession } from './store-session';
import type { Estate, LabInstance, Place } from '../contract';
import type { DataCentreSide } from '../pool';
import type { Lync } from '../lync/contract';
import type { ChatOptions, ChatServerStatus } from './contract';

/** Documented process names; what `sys.dm_exec_sessions` shows as program. */
const chatProgram = 'ChannelService';
const complianceProgram = 'ComplianceService';

/** The room that every synthetic user talks in. */
const room = 1;

export class ChatServer {
  readonly server: string;
  private readonly chat: StoreSession;
  private readonly compliance: StoreSession | undefined;
  private readonly timers: NodeJS.Timeout[];
  private readonly stopListening: () => void;
  private stopped = false;
  private looking = false;
  /** The session that the estate last heard of. */
  private announced: LabInstance | undefined;

  constructor(
    private readonly estate: Estate,
    private readonly lync: Lync,
    private readonly place: Place & { readonly side: DataCentreSide },
    /** Its instance id in the central store. */
    private readonly serverId: number,
    { chatLogin, lookEveryMs = 200, heartbeatEveryMs = 1000, adapterEveryMs = 5000 }: ChatOptions,
  ) {
    this.server = place.host;
    const hostName = place.host.split('.')[0]!.toUpperCase();
    this.chat = new StoreSession({ database: 'mgc', login: chatLogin, hostName, programName: chatProgram });
    if (estate.pool.mgccomp !== undefined) {
      this.compliance = new StoreSession({
        database: 'mgccomp',
        login: chatLogin,
        hostName,
        programName: complianceProgram,
      });
    }
    this.timers = [
      setInterval(() => void this.look(), lookEveryMs),
      setInterval(() => void this.heartbeat(), heartbeatEveryMs),
      setInterval(() => void this.drainCompliance(), adapterEveryMs),
    ];
    // A server whose data centre is lost ends at once, not at its next look.
    this.stopListening = estate.onChanged(() => {
      if (estate.isLost(place.side)) void this.disconnect();
    });
    void this.look();
  }

  get status(): ChatServerStatus {
    return {
      server: this.server,
      side: this.place.side,
      active: this.isActive,
      connectedTo: this.chat.connectedTo?.name,
    };
  }

  /** Whether a client at a third location gets through to a server that has a session. */
  get accepts(): boolean {
    return this.isActive && this.chat.connectedTo !== undefined && this.estate.reachable('elsewhere', this.place.side);
  }

  /** Stores a message and returns once it is committed. @throws when it is not, or nobody can know. */
  async store({ number, id, user }: Message): Promise<void> {
    const text = `${user} says hello`;
    const date = ticks(this.estate.clock.now());
    await this.chat.run(
      'INSERT INTO dbo.tblChat (chatID, roomID, userID, messageID, message, chatDate)' +
        ' VALUES (@chatID, @roomID, @userID, @messageID, @message, @chatDate)',
      (request) =>
        request
          .input('chatID', sql.BigInt, number)
          .input('roomID', sql.Int, room)
          .input('userID', sql.NVarChar(256), user)
          .input('messageID', sql.NVarChar(64), id)
          .input('message', sql.NVarChar(sql.MAX), text)
          .input('chatDate', sql.BigInt, date),
    );
    // The row may be stored, but a server that died with its data centre acknowledges nothing.
    if (!this.estate.reachable('elsewhere', this.place.side)) throw new Error(`${this.server} is gone.`);
    await this.recordCompliance(number, text, date);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.timers.forEach(clearInterval);
    this.stopListening();
    await this.disconnect();
  }

  private get isActive(): boolean {
    const { side, host } = this.place;
    if (this.stopped || this.estate.isLost(side) || !this.lync.services.chatServiceRuns(host)) return false;
    return this.lync.replication.localCopy(host).activeServers.includes(host);
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const { mgc, mgccomp } = this.estate.pool;
    const { poolState } = this.lync.replication.localCopy(this.server);
    const { side } = this.place;
    const active = this.isActive;
    await this.chat.follow(active ? usableStore(this.estate, mgc, 'mgc', poolState, side) : undefined);
    if (mgccomp !== undefined) {
      await this.compliance?.follow(active ? usableStore(this.estate, mgccomp, 'mgccomp', poolState, side) : undefined);
    }
    // The pool opens its connection with the first statement: only then is there a session that others can see.
    if (this.chat.connectedTo !== undefined && this.chat.connectedTo !== this.announced) await this.heartbeat();
    this.announce();
    this.looking = false;
  }

  private announce(): void {
    const { connectedTo } = this.chat;
    if (connectedTo === this.announced) return;
    this.announced = connectedTo;
    const what = connectedTo === undefined ? 'has no session on mgc' : `has a session on mgc at ${connectedTo.name}`;
    this.estate.changed(`${this.server} ${what}`);
  }

  /** Tells its peers that it lives. */
  private async heartbeat(): Promise<void> {
    if (!this.accepts) return;
    const bind = (request: sql.Request): void => {
      request
        .input('serverID', sql.Int, this.serverId)
        .input('serverAddress', sql.NVarChar(256), `net.tcp://${this.server}:8011/`)
        .input('serverLastPingTime', sql.DateTime, this.estate.clock.now());
    };
    try {
      const updated = await this.chat.run(
        'UPDATE dbo.tblServerIdentity SET serverAddress = @serverAddress, serverLastPingTime = @serverLastPingTime WHERE serverID = @serverID',
        bind,
      );
      if (updated > 0) return;
      await this.chat.run(
        'INSERT INTO dbo.tblServerIdentity (serverID, serverAddress, serverLastPingTime) VALUES (@serverID, @serverAddress, @serverLastPingTime)',
        bind,
      );
    } catch {
      // The session is closed by now; the next look opens another.
    }
  }

  /** An event that cannot be queued waits in MSMQ in the product; here it is dropped: mgccomp is transient by design. */
  private async recordCompliance(number: number, payload: string, date: string): Promise<void> {
    if (this.compliance?.connectedTo === undefined) return;
    await this.compliance
      .run(
        'INSERT INTO dbo.tblComplianceData (dataID, roomID, payload, chatDate) VALUES (@dataID, @roomID, @payload, @chatDate)',
        (request) =>
          request
            .input('dataID', sql.BigInt, number)
            .input('roomID', sql.Int, room)
            .input('payload', sql.NVarChar(sql.MAX), payload)
            .input('chatDate', sql.BigInt, date),
      )
      .catch(() => undefined);
  }

  /** The adapter: writes what is queued by now to its output (none here), then deletes it. */
  private async drainCompliance(): Promise<void> {
    if (this.compliance?.connectedTo === undefined) return;
    const exportedUntil = ticks(this.estate.clock.now());
    await this.compliance
      .run('DELETE FROM dbo.tblComplianceData WHERE chatDate <= @exportedUntil', (request) =>
        request.input('exportedUntil', sql.BigInt, exportedUntil),
      )
      .catch(() => undefined);
  }

  private async disconnect(): Promise<void> {
    await Promise.all([this.chat.close(), this.compliance?.close()]);
  }
}
