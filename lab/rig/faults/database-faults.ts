/** Faults of databases: their files, what an administrator sets them to, and how long recovery takes. */
import type { FileDamage } from '../../estate/sql-server/model/database-parts';
import { say } from './console';
import { instanceNamed, numberNamed, oneOf, type FaultRow, type FaultRows } from './fault';
import type { DatabaseFiles, Instances, Lasting, StruckInstance } from './struck';

const userDatabases = ({ held }: StruckInstance) => held.filter(({ isSystem }) => !isSystem);

/** By default the first data file of mgc. */
function fileNamed(instance: StruckInstance, given = 'mgc') {
  const all = userDatabases(instance).flatMap((database) =>
    database.files.map(({ logicalName }) => ({ database, logicalName })),
  );
  const names = all.map(({ logicalName }) => logicalName);
  const name = oneOf(`database file on ${instance.name}`, names, given);
  return all.find(({ logicalName }) => logicalName === name)!;
}

const fileFault = (
  says: string,
  damage: FileDamage,
  done: string,
  lasts: (struck: Lasting, end: () => void) => void,
): FaultRow<Instances & DatabaseFiles & Lasting> => ({
  says,
  arguments: ['instance', '[file]'],
  prepare: (struck, [given, file]) => {
    const instance = instanceNamed(struck, given);
    const { database, logicalName } = fileNamed(instance, file);
    return () => {
      lasts(struck, struck.estate.damageFile(instance, database, logicalName, damage));
      return Promise.resolve(
        `The file ${logicalName} of ${database.name} on ${instance.name} ${done}; the database is ${database.state}.`,
      );
    };
  },
});

/** What an administrator says to a database; by default to mgc. */
const told = (says: string, textOf: (database: string) => string, done: string): FaultRow<Instances> => ({
  says,
  arguments: ['instance', '[database]'],
  prepare: (struck, [given, name = 'mgc']) => {
    const instance = instanceNamed(struck, given);
    const names = userDatabases(instance).map((database) => database.name);
    const database = oneOf(`database on ${instance.name}`, names, name);
    return async () => {
      await say(instance, textOf(`[${database}]`));
      return `${database} on ${instance.name} ${done}.`;
    };
  },
});

/** A session of the chat servers would take the only connection of SINGLE_USER; RESTRICTED_USER keeps them out. */
const seal = (database: string, file: string): string =>
  `ALTER DATABASE ${database} SET RESTRICTED_USER WITH ROLLBACK IMMEDIATE;
BACKUP LOG ${database} TO DISK = N'${file.replaceAll("'", "''")}' WITH INIT, NORECOVERY;`;

export const databaseFaults = {
  'lose-file': fileFault(
    'a file of a database (the first of mgc, or the one named) is not there; the database is RECOVERY_PENDING',
    'gone',
    'is not there',
    ({ lasting }, end) => lasting.until(end),
  ),
  'damage-file': fileFault(
    'a file of a database (the first of mgc, or the one named) is damaged for good; the database is SUSPECT',
    'damaged',
    'is damaged',
    () => undefined,
  ),
  'offline-database': told(
    'somebody sets mgc, or the database named, OFFLINE; a mirrored one refuses that (1468)',
    (database) => `ALTER DATABASE ${database} SET OFFLINE WITH ROLLBACK IMMEDIATE`,
    'is OFFLINE',
  ),
  'online-database': told(
    'somebody sets mgc, or the database named, ONLINE',
    (database) => `ALTER DATABASE ${database} SET ONLINE`,
    'is ONLINE',
  ),
  'seal-database': {
    says: 'somebody ends the mirroring of mgc and backs up the tail of its log WITH NORECOVERY, to the backup folder or the file named',
    arguments: ['instance', '[file]'],
    prepare: (struck, [given, named]) => {
      const instance = instanceNamed(struck, given);
      const file = named ?? `${instance.backupFolder}\\mgc_tail.trn`;
      return async () => {
        if (instance.find('mgc')?.mirroring) await say(instance, 'ALTER DATABASE mgc SET PARTNER OFF');
        await say(instance, seal('mgc', file));
        return `mgc on ${instance.name} is RESTORING; the tail of its log is in ${file}.`;
      };
    },
  } satisfies FaultRow<Instances>,
  'slow-recovery': {
    says: 'databases are RECOVERING for so many seconds when the instance starts after a crash',
    arguments: ['instance', 'seconds'],
    prepare: (struck: Instances & Lasting, [given, seconds]) => {
      const { name, timings } = instanceNamed(struck, given);
      const recovery = numberNamed('seconds', seconds, 0);
      return () => {
        const { recovery: usual } = timings;
        timings.recovery = recovery;
        struck.lasting.until(() => (timings.recovery = usual));
        return Promise.resolve(`${name} recovers in ${String(recovery)} s after its next crash.`);
      };
    },
  } satisfies FaultRow<Instances & Lasting>,
} satisfies FaultRows;
