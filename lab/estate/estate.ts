/** The simulated estate of one pool: two data centres, their SQL Server instances, shares and links. */
import type { DataCentreSide, Pool } from './pool';
import { LabClock } from './clock';
import type { SqlServer } from './sql-server/contract';
import type { Database } from './sql-server/model/database';
import type { FileDamage } from './sql-server/model/database-parts';
import { damageFile, mendFile } from './sql-server/model/file-damage';
import { Instance } from './sql-server/model/instance';
import type { InstanceParts } from './sql-server/model/instance';
import type { LabLogin } from './sql-server/model/logins';
import { failOverAutomatically, settle } from './sql-server/model/mirroring';
import type { Ledger, Load } from './contract';
import type { EstateModel } from './estate-model';
import { FileFaults } from './file-faults';
import { Files } from './files';
import { createLedger } from './ledger';
import { Network } from './network';
import type { Link, Side } from './network';
import { dataCentreSides, storesOf } from './stores';
import type { Collations, TimeZones, Versions } from './stores';
import { WorkObserver } from './work';

export interface EstateOptions {
  /** Real folder of shares and disks. */
  readonly folder: string;
  readonly timeScale: number;
  readonly load: Load;
  readonly logins: readonly LabLogin[];
  readonly clock?: LabClock;
  readonly versions?: Versions;
  readonly timeZones?: TimeZones;
  readonly collations?: Collations;
}

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** What stands around the model: the language, the protocol, msdb. */
export interface EstateParts extends InstanceParts {
  listen(server: SqlServer, at: { host: string; port: number }): Promise<Listener>;
}

const host = '127.0.0.1';

export class RunningEstate implements EstateModel {
  readonly clock: LabClock;
  readonly ledger: Ledger;
  readonly work = new WorkObserver();
  readonly network = new Network();
  readonly faults: FileFaults;
  readonly files: Files;
  readonly load: Load;
  readonly logins: readonly LabLogin[];
  readonly instances: readonly Instance[];
  readonly #listeners = new Map<Instance, Listener>();
  readonly #watchers = new Set<(what: string) => void>();

  constructor(
    readonly pool: Pool,
    options: EstateOptions,
    private readonly parts: EstateParts,
  ) {
    this.clock = options.clock ?? new LabClock(options.timeScale);
    this.ledger = createLedger(() => this.clock.now());
    this.load = options.load;
    this.faults = new FileFaults(options.load.sizeGb * 1024 ** 3);
    this.logins = options.logins;
    this.files = new Files({
      folder: options.folder,
      pool,
      network: this.network,
      faults: this.faults,
      clock: this.clock,
    });
    this.instances = storesOf(pool, options.versions, options.timeZones, options.collations).map(
      (settings) => new Instance(this, settings, parts),
    );
    for (const side of dataCentreSides) this.#prepareDisks(side);
    this.#prepareShares();
  }

  find(name: string): Instance | undefined {
    const [server = '', instance] = name.split('\\');
    const short = [server.split('.')[0], instance].filter((part) => part !== undefined).join('\\');
    return this.instances.find((known) => known.name.toLowerCase() === short.toLowerCase());
  }

  instance(name: string): Instance | undefined {
    return this.find(name);
  }

  atEndpoint(address: string): Instance | undefined {
    const [, server, port] = /^tcp:\/\/([^:/]+):(\d+)$/i.exec(address) ?? [];
    if (server === undefined) return undefined;
    const short = (name: string): string => name.split('.')[0]!.toLowerCase();
    return this.instances.find(
      ({ place, endpointPort }) => endpointPort === Number(port) && short(place.host) === short(server),
    );
  }

  reachable(from: Side, to: Side): boolean {
    return this.network.reachable(from, to);
  }

  isLost(side: DataCentreSide): boolean {
    return this.network.isLost(side);
  }

  changed(what: string): void {
    for (const watcher of [...this.#watchers]) watcher(what);
  }

  onChanged(listener: (what: string) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  settle(): void {
    for (const instance of this.instances) {
      for (const database of instance.held) {
        failOverAutomatically(database, instance);
        settle(database, instance);
      }
    }
  }

  cutLink(link: Link): void {
    this.network.cutLink(link);
    this.#networkChanged(`link ${link} cut`);
  }

  mendLink(link: Link): void {
    this.network.mendLink(link);
    this.#networkChanged(`link ${link} mended`);
  }

  #networkChanged(what: string): void {
    this.settle();
    this.changed(what);
  }

  /** Starts one instance's service and its listener. */
  async startInstance(instance: Instance): Promise<void> {
    if (instance.isUp || this.isLost(instance.place.side as DataCentreSide)) return;
    const listener = await this.#listen(instance);
    this.#listeners.set(instance, listener);
    instance.port = listener.port;
    instance.start();
  }

  /** The service is stopped by an administrator. */
  async stopInstance(instance: Instance): Promise<void> {
    await this.#down(instance, () => instance.stop());
  }

  /** The process of the service dies; nobody could prepare for it. */
  async crashInstance(instance: Instance): Promise<void> {
    await this.#down(instance, () => instance.crash());
  }

  async #down(instance: Instance, end: () => void): Promise<void> {
    const listener = this.#listeners.get(instance);
    this.#listeners.delete(instance);
    end();
    await listener?.close();
  }

  /** The port of the former life, or of the topology where clients connect to this machine, or any free one. */
  async #listen(instance: Instance): Promise<Listener> {
    const { address, port } = instance.settings.store;
    const wanted = instance.port !== 0 ? instance.port : address === host ? port : 0;
    try {
      return await this.parts.listen(instance, { host, port: wanted });
    } catch (error) {
      if (wanted === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      return this.parts.listen(instance, { host, port: 0 });
    }
  }

  /** A file of a database, by its logical name, is gone or cannot be read any more. @returns what brings it back. */
  damageFile(instance: Instance, database: Database, file: string, damage: FileDamage): () => void {
    damageFile(database, file, damage, instance);
    this.settle();
    instance.changed(`file ${file} of ${database.name} is ${damage}`);
    return () => {
      mendFile(database, file, instance);
      instance.changed(`file ${file} of ${database.name} is back`);
    };
  }

  #in(side: DataCentreSide): readonly Instance[] {
    return this.instances.filter(({ place }) => place.side === side);
  }

  #hostsIn(side: DataCentreSide): readonly string[] {
    return this.#in(side).map(({ place }) => place.host);
  }

  /** The data centre is gone at once: nothing in it answers, its sessions and jobs end. */
  async lose(side: DataCentreSide): Promise<void> {
    this.network.lose(side);
    await Promise.all(this.#in(side).map((instance) => this.crashInstance(instance)));
    this.files.hide(side, this.#hostsIn(side));
    this.#networkChanged(`data centre ${side} lost`);
  }

  /** The data centre comes back as it was: the same disks, whatever happened elsewhere meanwhile. */
  async bringBack(side: DataCentreSide): Promise<void> {
    this.files.show(side, this.#hostsIn(side));
    this.network.stand(side);
    await Promise.all(this.#in(side).map((instance) => this.startInstance(instance)));
    this.#networkChanged(`data centre ${side} is back`);
  }

  /** The data centre is built again: the same names and ports, new disks, freshly installed instances. */
  async rebuild(side: DataCentreSide): Promise<void> {
    await Promise.all(this.#in(side).map((instance) => this.stopInstance(instance)));
    await this.files.forget(side, this.#hostsIn(side));
    if (this.pool.logShipping.shareIn === side) this.#prepareShares();
    this.#prepareDisks(side);
    for (const instance of this.#in(side)) instance.reinstall();
    await this.bringBack(side);
  }

  #prepareDisks(side: DataCentreSide): void {
    for (const { place, dataFolder, logFolder, backupFolder } of this.#in(side)) {
      for (const folder of [dataFolder, logFolder, backupFolder]) this.files.prepare(folder, place.host);
    }
    if (side === 'secondary') this.files.prepare(this.pool.logShipping.copyFolder, this.pool.mgc.backup.server);
  }

  #prepareShares(): void {
    const { logShipping, mirroringShare, mgc } = this.pool;
    for (const share of [logShipping.share, mirroringShare, logShipping.localPath]) {
      if (share !== undefined) this.files.prepare(share, mgc.primary.server);
    }
  }

  async start(): Promise<void> {
    await Promise.all(this.instances.map((instance) => this.startInstance(instance)));
  }

  /** Ends everything; the folder stays. */
  async close(): Promise<void> {
    this.#watchers.clear();
    await Promise.all(this.instances.map((instance) => this.stopInstance(instance)));
    for (const { msdb } of this.instances) msdb.dispose();
  }
}

/** An estate of freshly installed instances; `bringToNormal` gives it its databases. */
export async function createEstate(pool: Pool, options: EstateOptions, parts: EstateParts): Promise<RunningEstate> {
  const estate = new RunningEstate(pool, options, parts);
  await estate.start();
  return estate;
}
