/** The rules of a topology's log shipping: paths that every SQL Server understands the same way, and times that fit. */
import { logShippingSchema } from './schema';
import type { PoolDraft } from './draft';
import type { TopologyProblem } from './problem';

type LogShippingDraft = NonNullable<PoolDraft['logShipping']>;

const uncPath = /^\\\\([^\\/]+)\\[^\\/]+/;
const localPath = /^([A-Za-z]:[\\/]|\/)/;

/** Everything wrong with the `logShipping` of one pool; paths start at the pool. */
export function logShippingProblems(pool: PoolDraft): TopologyProblem[] {
  const settings = pool.logShipping;
  if (settings === undefined) return [];
  return [
    ...shareProblems(pool, settings),
    ...localPathProblems(settings),
    ...copyFolderProblems(settings),
    ...timeProblems(pool, settings),
  ];
}

function shareProblems(pool: PoolDraft, { share, shareIn }: LogShippingDraft): TopologyProblem[] {
  if (share === undefined) return [];
  const host = uncPath.exec(share)?.[1];
  if (host !== undefined) return misplacedShare(pool, share, host, shareIn);
  // A folder that all SQL Servers mount at one place, as containers on Linux do, serves as well.
  if (share.startsWith('/') && shareIn !== 'elsewhere') return [];
  return [
    {
      path: ['logShipping', 'share'],
      says: `The share "${share}" is no UNC path, so it means another folder on each host.`,
      remedy: String.raw`Write it as every SQL Server reaches it, e.g. \\fs1.contoso.com\pchat-logs.`,
    },
  ];
}

function misplacedShare(
  pool: PoolDraft,
  share: string,
  host: string,
  shareIn: LogShippingDraft['shareIn'],
): TopologyProblem[] {
  const found = (['primary', 'secondary'] as const).find((side) =>
    hostsOf(pool, side).some((server) => isSameHost(server, host)),
  );
  if (found === undefined || shareIn === undefined || found === shareIn) return [];
  return [
    {
      path: ['logShipping', 'shareIn'],
      says: `The share ${share} is on ${host}, which stands in the ${found} data centre, not "${shareIn}".`,
      remedy: `Say "shareIn: ${found}": whether the share is lost with a data centre decides what a failover can still copy.`,
    },
  ];
}

const isSameHost = (server: string, host: string): boolean => {
  const [left, right] = [server.toLowerCase(), host.toLowerCase()];
  return left === right || left.split('.')[0] === right;
};

function hostsOf(pool: PoolDraft, side: 'primary' | 'secondary'): string[] {
  const stores = [pool.mgc, pool.mgccomp].flatMap((database) =>
    side === 'primary'
      ? [database?.primary, database?.mirror, database?.witness]
      : [database?.backup, database?.backupMirror, database?.backupWitness],
  );
  return stores.flatMap((store) => store?.server ?? []);
}

function localPathProblems({ localPath: folder, shareIn }: LogShippingDraft): TopologyProblem[] {
  if (folder === undefined) return [];
  const path = ['logShipping', 'localPath'];
  const problems: TopologyProblem[] = [];
  if (!localPath.test(folder)) {
    problems.push({
      path,
      says: `"${folder}" is no local path of the primary SQL Server.`,
      remedy: String.raw`Write the folder behind the share as the primary sees it, e.g. E:\pchat-logs, or leave "localPath" out.`,
    });
  }
  if (shareIn !== undefined && shareIn !== 'primary') {
    problems.push({
      path,
      says: `"localPath" means that the primary SQL Server holds the share itself, but "shareIn" is "${shareIn}".`,
      remedy:
        'Leave "localPath" out and let SQL Server run under an account that reaches the share, or say "shareIn: primary".',
    });
  }
  return problems;
}

function copyFolderProblems({ copyFolder, share }: LogShippingDraft): TopologyProblem[] {
  if (copyFolder === undefined) return [];
  const path = ['logShipping', 'copyFolder'];
  const remedy = String.raw`Name a folder on a disk of the backup store, e.g. E:\pchat-copies.`;
  if (!localPath.test(copyFolder) && !uncPath.test(copyFolder)) {
    return [{ path, says: `"${copyFolder}" is no absolute path.`, remedy }];
  }
  const plain = (text: string): string => text.toLowerCase().replace(/[\\/]+$/, '');
  if (share === undefined || plain(copyFolder) !== plain(share)) return [];
  return [
    {
      path,
      says: 'The copy folder is the share itself, so no log backup would be copied away from its file server.',
      remedy,
    },
  ];
}

/** Pairs of minutes where the first must not be below the second, with what happens otherwise. */
const timeRules = [
  {
    at: 'alertWithoutBackupAfter',
    atLeast: ['backupEvery'],
    otherwise: 'every pause between two log backups raises the alert',
  },
  {
    at: 'alertWithoutRestoreAfter',
    atLeast: ['copyEvery', 'restoreEvery'],
    otherwise: 'every pause between two restores raises the alert',
  },
  {
    at: 'keepBackupsFor',
    atLeast: ['backupEvery', 'copyEvery'],
    otherwise: 'log backups are deleted before they are copied',
  },
  {
    at: 'keepCopiesFor',
    atLeast: ['copyEvery', 'restoreEvery'],
    otherwise: 'copies are deleted before they are restored',
  },
] as const;

function timeProblems(pool: PoolDraft, settings: LogShippingDraft): TopologyProblem[] {
  const minutes = timesOf(settings);
  const problems = timeRules.flatMap(({ at, atLeast, otherwise }) => {
    const least = Math.max(...atLeast.map((name) => minutes[name]));
    if (!(minutes[at] < least)) return [];
    const says = `"${at}" is ${String(minutes[at])} minutes, less than the ${String(least)} of "${atLeast.find((name) => minutes[name] === least) ?? ''}": ${otherwise}.`;
    return [{ path: ['logShipping', at], says, remedy: `Raise "${at}" to more than ${String(least)}.` }];
  });
  const objective = pool.policy?.lossObjective;
  if (objective !== undefined && objective < minutes.backupEvery) {
    problems.push({
      path: ['policy', 'lossObjective'],
      says: `"lossObjective" is ${String(objective)} minutes, but a log backup is taken only every ${String(minutes.backupEvery)}.`,
      remedy: `Lower "backupEvery" to ${String(objective)} or less, or accept more loss.`,
    });
  }
  return problems;
}

const timeNames = [
  'backupEvery',
  'copyEvery',
  'restoreEvery',
  'keepBackupsFor',
  'keepCopiesFor',
  'alertWithoutBackupAfter',
  'alertWithoutRestoreAfter',
] as const;
type Times = Record<(typeof timeNames)[number], number>;

const defaults: Times = logShippingSchema.parse({ share: '-', shareIn: 'elsewhere', copyFolder: '-' });

/** What is left out has its default; what could not be read is NaN, which no rule finds too small. */
const timesOf = (settings: LogShippingDraft): Times => {
  const times = { ...defaults };
  for (const name of timeNames) if (name in settings) times[name] = settings[name] ?? Number.NaN;
  return times;
};
