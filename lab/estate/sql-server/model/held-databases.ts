/** The databases that an instance holds, and where their files go. */
import type { TimeZone } from '../../time-zone';
import type { Store } from '../../pool';
import type { NamedFile } from '../contract';
import { Database, systemDatabases } from './database';
import type { DatabaseFile } from './database-parts';
import { refusal } from './refusals';
import { compatibilityLevelOf } from './releases';
import type { Release } from './releases';
import { newGuid } from './transaction-log';

const smallSize = 16 * 1024 * 1024;

export const newFile = (named: NamedFile): DatabaseFile => ({ ...named, guid: newGuid(), size: smallSize });

export abstract class HeldDatabases {
  abstract readonly name: string;
  abstract readonly release: Release;
  abstract readonly settings: { readonly store: Store };
  #held: Database[] = [];

  abstract now(): Date;
  abstract readonly timeZone: TimeZone;
  abstract readonly collation: string;

  get held(): readonly Database[] {
    return this.#held;
  }

  find(name: string): Database | undefined {
    return this.#held.find((database) => database.name.toLowerCase() === name.toLowerCase());
  }

  /** @throws SqlError 911. */
  require(name: string): Database {
    const database = this.find(name);
    if (!database) throw refusal(911, name);
    return database;
  }

  create(name: string, files = this.defaultFiles(name), id = this.#nextId()): Database {
    const level = compatibilityLevelOf(this.release.version.major);
    const database = new Database(name, id, files, this.timeZone.local(this.now()), level, this.collation);
    this.#held.push(database);
    return database;
  }

  remove(database: Database): void {
    this.#held = this.#held.filter((held) => held !== database);
  }

  #nextId(): number {
    let id = systemDatabases.length + 1;
    while (this.#held.some((database) => database.id === id)) id += 1;
    return id;
  }

  databaseId(name: string): number | null {
    return this.find(name)?.id ?? null;
  }

  databaseName(id: number): string | null {
    return this.#held.find((database) => database.id === id)?.name ?? null;
  }

  get dataFolder(): string {
    return this.settings.store.dataFolder ?? `D:\\${this.#folderName}\\DATA`;
  }

  get logFolder(): string {
    return this.settings.store.logFolder ?? `D:\\${this.#folderName}\\LOG`;
  }

  get backupFolder(): string {
    return `D:\\${this.#folderName}\\Backup`;
  }

  get #folderName(): string {
    const { major, minor } = this.release.version;
    return `MSSQL${String(major)}${minor === 0 ? '' : `_${String(minor)}`}.${this.name.split('\\')[1] ?? 'MSSQLSERVER'}\\MSSQL`;
  }

  defaultFiles(name: string): DatabaseFile[] {
    return [
      newFile({ logicalName: name, type: 'ROWS', physicalName: `${this.dataFolder}\\${name}.mdf` }),
      newFile({ logicalName: `${name}_log`, type: 'LOG', physicalName: `${this.logFolder}\\${name}_log.ldf` }),
    ];
  }

  protected createSystemDatabases(): void {
    for (const [index, name] of systemDatabases.entries()) {
      const database = this.create(name, this.defaultFiles(name), index + 1);
      if (name !== 'model') database.recoveryModel = 'SIMPLE';
      database.trustworthy = name === 'msdb';
    }
  }

  protected clear(): void {
    this.#held = [];
  }
}
