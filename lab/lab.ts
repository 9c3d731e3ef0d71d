/** One simulated estate with everything around it: Lync, chat servers and users, invariants, faults, the control port. */
import { rmSync } from 'node:fs';
import { bringToNormal } from './estate/normal';
import { createEstate } from './estate/estate';
import { parts } from './estate/parts';
import { CmdletFaults } from './faults/cmdlet-faults';
import { Moments } from './faults/moments';
import { createChat } from './chat/chat';
import { createLync } from './lync/lync';
import { startControl, type Control } from './control/server';
import { watchInvariants } from './invariants/watch';
import type { InvariantWatch } from './invariants/contract';
import type { Chat } from './chat/contract';
import type { Load } from './estate/contract';
import type { RunningEstate } from './estate/estate';
import type { Lync } from './lync/contract';
import type { DataCentreSide, Pool } from '../domain/topology';

export interface LabOptions {
  /** Holds shares and disks; removed at the end. */
  readonly folder: string;
  readonly pool: Pool;
  /** Modelled seconds per real second of everything that lasts. */
  readonly timeScale: number;
  readonly load: Load;
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
}

export class Lab {
  readonly bystanders: Bystander[] = [];

  private constructor(
    readonly options: LabOptions,
    readonly estate: RunningEstate,
    readonly lync: Lync,
    readonly cmdletFaults: CmdletFaults,
    readonly moments: Moments,
    readonly chat: Chat,
    readonly invariants: InvariantWatch,
  ) {}

  private controlPort: Control | undefined;

  /** An estate in its normal state, users not yet at work. */
  static async start(options: LabOptions): Promise<Lab> {
    const { pool, folder, timeScale, load } = options;
    const { worker, dba, chat: chatLogin } = labLogins;
    const logins = [worker, dba].map(({ user, password }) => ({ name: user, password, sysadmin: true }));
    const estate = await createEstate(
      pool,
      {
        folder,
        timeScale,
        load,
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

  /** Where stand-in shells and the command line reach this lab. */
  get controlUrl(): string {
    return this.controlPort!.url;
  }

  /** Everything in the data centre is gone at once, its workers too. */
  async loseDataCentre(side: DataCentreSide): Promise<void> {
    await Promise.all([this.estate.lose(side), ...this.bystanders.map((bystander) => bystander.lose(side))]);
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
    await this.controlPort?.close();
    await this.chat.dispose();
    this.invariants.stop();
    this.lync.dispose();
    await this.estate.close();
    rmSync(this.options.folder, { recursive: true, force: true });
  }
}
