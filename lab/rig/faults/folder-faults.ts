/** Faults of the log-shipping share and of the copy folder, alike. */
import type { FileAccount } from '../../estate/contract';
import { numberNamed, oneOf, type FaultRow, type FaultRows } from './fault';
import type { Folders, Lasting } from './struck';

interface Folder {
  readonly path: string;
  /** The host that a local folder belongs to; a share belongs to every host. */
  readonly host?: string;
}

const folders: Readonly<Record<'share' | 'copy-folder', (struck: Folders) => Folder>> = {
  share: ({ estate }) => ({ path: estate.pool.logShipping.share }),
  'copy-folder': ({ estate }) => ({ path: estate.pool.logShipping.copyFolder, host: estate.pool.mgc.backup.server }),
};

const accounts: readonly FileAccount[] = ['engine', 'agent', 'worker'];

type Begin = (struck: Folders, folder: Folder) => () => void;

type Row = FaultRow<Folders & Lasting>;

const lasting =
  (find: (struck: Folders) => Folder, begin: Begin, done: string): Row['prepare'] =>
  (struck) =>
  () => {
    const folder = find(struck);
    struck.lasting.until(begin(struck, folder));
    return Promise.resolve(`${folder.path} ${done}.`);
  };

export const folderFaults: FaultRows<Folders & Lasting> = Object.fromEntries(
  Object.entries(folders).flatMap(([name, find]): [string, Row][] => {
    const what = name === 'share' ? 'the log-shipping share' : 'the copy folder';
    return [
      [
        `fill-${name}`,
        {
          says: `no space is left on ${what}`,
          arguments: [],
          prepare: lasting(find, ({ estate }, { path, host }) => estate.faults.fill(path, host), 'is full'),
        },
      ],
      [
        `deny-${name}`,
        {
          says: `access to ${what} is denied, to every account or to one: ${accounts.join(', ')}`,
          arguments: ['[account]'],
          prepare: (struck, [given]) => {
            const account = given === undefined ? undefined : oneOf('account', accounts, given);
            return lasting(
              find,
              ({ estate }, { path, host }) => estate.faults.deny(path, host, account),
              account === undefined ? 'denies access' : `denies access to the ${account}`,
            )(struck, []);
          },
        },
      ],
      [
        `slow-${name}`,
        {
          says: `every read and write of ${what} lasts so much longer`,
          arguments: ['seconds'],
          prepare: (struck, [given]) => {
            const seconds = numberNamed('seconds', given, 0);
            return lasting(find, ({ estate }, { path }) => estate.faults.slow(path, seconds), 'is slow')(struck, []);
          },
        },
      ],
      [
        `lose-${name}`,
        {
          says: `${what} is not there, for nobody`,
          arguments: [],
          prepare: lasting(find, ({ estate }, { path, host }) => estate.files.takeAway(path, host ?? ''), 'is gone'),
        },
      ],
    ];
  }),
);
