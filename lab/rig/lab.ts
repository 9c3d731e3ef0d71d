/** One simulated estate with everything around it: Lync, chat servers and users, invariants, faults, the control port. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { bringToNormal } from '../estate/normal';
import { createEstate } from '../estate/estate';
import { parts } from '../estate/parts';
import { CmdletFaults } from './faults/cmdlet-faults';
import { LastingFaults } from './faults/lasting';
import { Moments } from './faults/moments';
import { createChat } from '../estate/chat/chat';
import { createLync } from '../estate/lync/lync';
import { startControl, type Control } from './control/server';
import { watchInvariants } from './invariants/watch';
import type { InvariantWatch } from './invariants/contract';
import type { Chat } from '../estate/chat/contract';
import type { Load } from '../estate/contract';
import type { RunningEstate } from '../estate/estate';
import type { Collations, TimeZones, Versions } from '../estate/stores';
import type { Lync } from '../estate/lync/contract';
import type { EstateCall } from '../estate/work';
import { dataCentreOf, type DataCentreSide, type Pool } from '../../domain/topology/pool';

export interface LabOptions {
  /** Holds shares and disks; removed at the end. */
  readonly folder: string;
  readonly pool: Pool;
  /** Modelled seconds per real second of everything that lasts. */
  readonly timeScale: number;
  readonly load: Load;
  /** Versions of SQL Server by store; where none is named, 2012. */
  readonly versions?: Versions;
  /** Time zones of hosts by a store of each, such as `{ primary: 'Asia/Tokyo' }`; where none is named, UTC. */
  readonly timeZones?: TimeZones;
  readonly collations?: Collations;
  /** Modelled seconds from a write to the central store until the chat servers have it. */
  readonly replicationSeconds?: number;
}

/** The SQL login of the workers, and one for a DBA's own client. */
export const labLogins = {
  worker: { user: 'pchatdr', password: 'Fail0ver!' },
  dba: { user: 'sa', password: 'Lab-sa-2013' },
  chat: { user: 'chatservice', password: 'Channel5!' },
} as const;

/** Called when a data centre goes or comes back, for what stands outside the estate: the workers. */
export interface Bystander {
  lose(side: DataCentreSide): Promise<void>;
  rebuild(side: DataCentreSide): void;
  /** Kills the host workers of a data centre that stands; who keeps none as processes has no such thing. @returns their pids. */
  kill?(side: DataCentreSide): Promise<readonly number[]>;
}

export class Lab {
  readonly bystanders: Bystander[] = [];
  readonly lasting: LastingFaults;

  private constructor(
    readonly options: LabOptions,
    readonly estate: RunningEstate,
    readonly lync: Lync,
    readonly cmdletFaults: CmdletFaults,
    readonly moments: Moments,
    readonly chat: Chat,
    readonly invariants: InvariantWatch,
  ) {
    this.lasting = new LastingFaults(estate.clock);
  }

  private controlPort: Control | undefined;

  /** An estate in its normal state, users not yet at work. */
  static async start(options: LabOptions): Promise<Lab> {
    const { pool, folder, timeScale, load, versions = {}, timeZones = {}, collations = {} } = options;
    const { worker, dba, chat: chatLogin } = labLogins;
    const logins = [worker, dba].map(({ user, password }) => ({ name: user, password, sysadmin: true }));
    const estate = await createEstate(
      pool,
      {
        folder,
        timeScale,
        load,
        versions,
        timeZones,
        collations,
        logins: [...logins, { name: chatLogin.user, password: chatLogin.password, sysadmin: false }],
      },
      parts,
    );
    try {
      await bringToNormal(estate);
    } catch (failure) {
      await estate.close();
      throw failure;
    }
    const cmdletFaults = new CmdletFaults();
    const moments = new Moments({ pool, activeServers: () => lync.store.current.activeServers });
    estate.work.guard((edge, call) => moments.pass(edge, call));
    const lync = createLync(estate, {
      replicationSeconds: options.replicationSeconds ?? 20,
      cmdletSeconds: 1,
      intercept: moments.intercepting(cmdletFaults.intercept),
    });
    const chat = createChat(estate, lync, { chatLogin });
    const lab = new Lab(options, estate, lync, cmdletFaults, moments, chat, watchInvariants(estate, lync, chat));
    lab.controlPort = await startControl(lab);
    return lab;
  }

  /** As the topology has it. */
  get pool(): Pool {
    return this.options.pool;
  }

  /** Where stand-in shells and the command line reach this lab. */
  get controlUrl(): string {
    return this.controlPort!.url;
  }

  /** Everything in the data centre is gone at once, its workers too. */
  async loseDataCentre(side: DataCentreSide): Promise<void> {
    await Promise.all([this.estate.lose(side), ...this.bystanders.map((bystander) => bystander.lose(side))]);
  }

  /**
   * SIGKILL to the host workers of a data centre. Returns when the lab has heard of it: no session of theirs is left, and
   * no call of theirs stands at a moment. @throws Error when no worker runs there as a process.
   */
  async killWorkers(side: DataCentreSide): Promise<void> {
    const kills = this.bystanders.flatMap((bystander) => bystander.kill?.(side) ?? []);
    const pids = (await Promise.all(kills)).flat();
    if (pids.length === 0) throw new Error(`No host worker of the ${side} data centre runs as a process of this lab.`);
    const shell = `worker.${dataCentreOf(this.pool, side).name}`;
    const deadline = AbortSignal.timeout(30_000);
    const isTheirs = ({ clientPid, where }: EstateCall): boolean =>
      clientPid === undefined ? where === shell : pids.includes(clientPid);
    await Promise.all([
      ...this.estate.instances.map(({ registry }) =>
        registry.until(() => registry.all.every(({ clientPid }) => !pids.includes(clientPid)), deadline),
      ),
      ...this.moments.standing.filter(isTheirs).map(({ signal }) => aborted(signal, deadline)),
    ]);
  }

  /** The same names and ports, new disks, no database: as an administrator installs it, mgccomp by Install-CsDatabase. */
  async rebuildDataCentre(side: DataCentreSide): Promise<void> {
    await this.estate.rebuild(side);
    const store = this.estate.pool.mgccomp?.[side === 'primary' ? 'primary' : 'backup'];
    if (store !== undefined) {
      const parameters = {
        DatabaseType: 'PersistentChatCompliance',
        SqlServerFqdn: store.server,
        ...(store.instance === undefined ? {} : { SqlInstanceName: store.instance }),
        Confirm: false,
      };
      const answer = await this.lync.invoke(
        { cmdlet: 'Install-CsDatabase', parameters },
        { side: 'elsewhere', host: 'admin' },
        AbortSignal.timeout(60_000),
      );
      if (answer.error !== undefined) throw new Error(answer.error.message);
    }
    for (const bystander of this.bystanders) bystander.rebuild(side);
  }

  async close(): Promise<void> {
    this.lasting.mend();
    this.moments.disarm();
    await this.controlPort?.close();
    await this.chat.dispose();
    this.invariants.stop();
    this.lync.dispose();
    await this.estate.close();
    rmSync(this.options.folder, { recursive: true, force: true });
  }
}

async function aborted(signal: AbortSignal, deadline: AbortSignal): Promise<void> {
  const either = AbortSignal.any([signal, deadline]);
  if (!either.aborted) await once(either, 'abort');
  if (!signal.aborted) deadline.throwIfAborted();
}
