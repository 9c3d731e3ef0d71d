/** What can go wrong in the lab, by name: the same table for tests, the control port and the command line. */
import { links, type Link } from '../estate/network';
import type { Instance } from '../sql-server/model/instance';
import type { Lab } from '../lab';
import type { DataCentreSide } from '../../domain/topology';
import { cmdletFaultKinds, type CmdletFaultKind } from './cmdlet-faults';
import { corruptLogBackup, loseLogBackup } from './log-backup-faults';

export interface Fault {
  readonly says: string;
  /** Names of the arguments; in brackets = optional. */
  readonly arguments: readonly string[];
  /** @returns a sentence on what was done. @throws Error with a sentence when an argument means nothing. */
  inject(lab: Lab, given: readonly string[]): Promise<string>;
}

function oneOf<Value extends string>(what: string, values: readonly Value[], given: string | undefined): Value {
  const value = values.find((candidate) => candidate === given);
  if (value === undefined) throw new Error(`"${given ?? ''}" is no ${what}; there are: ${values.join(', ')}.`);
  return value;
}

const sideNamed = (given: string | undefined): DataCentreSide => oneOf('data centre', ['primary', 'secondary'], given);

function instanceNamed(lab: Lab, given: string | undefined): Instance {
  const instance = lab.estate.find(given ?? '') ?? lab.estate.instances.find(({ role }) => role === given);
  if (instance === undefined)
    throw new Error(
      `"${given ?? ''}" is no instance; there are: ${lab.estate.instances.map(({ name }) => name).join(', ')}.`,
    );
  return instance;
}

const onDataCentre = (says: string, act: (lab: Lab, side: DataCentreSide) => Promise<void>, done: string): Fault => ({
  says,
  arguments: ['primary|secondary'],
  inject: async (lab, [given]) => {
    const side = sideNamed(given);
    await act(lab, side);
    return `The ${side} data centre ${done}.`;
  },
});

const onInstance = (
  says: string,
  act: (lab: Lab, instance: Instance) => Promise<void> | void,
  done: string,
): Fault => ({
  says,
  arguments: ['instance'],
  inject: async (lab, [given]) => {
    const instance = instanceNamed(lab, given);
    await act(lab, instance);
    return `${instance.name} ${done}.`;
  },
});

const onLink = (says: string, act: (lab: Lab, link: Link) => void, done: string): Fault => ({
  says,
  arguments: [links.join('|')],
  inject: (lab, [given]) => {
    const link = oneOf('link', links, given);
    act(lab, link);
    return Promise.resolve(`The link ${link} ${done}.`);
  },
});

const onShare = (
  says: string,
  act: (lab: Lab, share: string, more: string | undefined) => () => void,
  done: string,
  more: readonly string[] = [],
): Fault => ({
  says,
  arguments: more,
  inject: (lab, [given]) => {
    const { share } = lab.estate.pool.logShipping;
    ends(lab).push(act(lab, share, given));
    return Promise.resolve(`${share} ${done}.`);
  },
});

const cmdletFault = (kind: CmdletFaultKind, says: string): Fault => ({
  says,
  arguments: ['cmdlet', '[times]'],
  inject: (lab, [cmdlet = '', times = '1']) => {
    lab.cmdletFaults.add(kind, cmdlet, Number(times));
    return Promise.resolve(`The next ${times} call(s) of ${cmdlet}: ${kind}.`);
  },
});

const cmdletSays: Readonly<Record<CmdletFaultKind, string>> = {
  fail: 'the cmdlet fails and does nothing',
  'fail-after-effect': 'the cmdlet takes effect and reports a failure',
  hang: 'the cmdlet never answers and does nothing',
  lie: 'the cmdlet reports success and does nothing',
  'lose-answer': 'the cmdlet takes effect, its answer is lost',
};

/** Faults of shares that `mend` ends, per lab. */
const lasting = new WeakMap<Lab, (() => void)[]>();
const ends = (lab: Lab): (() => void)[] => {
  const known = lasting.get(lab) ?? [];
  lasting.set(lab, known);
  return known;
};

export const faults: Readonly<Record<string, Fault>> = {
  'lose-data-centre': onDataCentre(
    'everything in it is gone at once, workers included',
    (lab, side) => lab.loseDataCentre(side),
    'is lost',
  ),
  'rebuild-data-centre': onDataCentre(
    'built again: same names, empty disks',
    (lab, side) => lab.rebuildDataCentre(side),
    'is rebuilt, empty',
  ),
  'cut-link': onLink('no packet passes between the two', (lab, link) => lab.estate.cutLink(link), 'is cut'),
  'mend-link': onLink('packets pass again', (lab, link) => lab.estate.mendLink(link), 'is mended'),
  'stop-instance': onInstance(
    'the SQL Server service stops',
    (lab, instance) => lab.estate.stopInstance(instance),
    'is stopped',
  ),
  'start-instance': onInstance(
    'the SQL Server service starts',
    (lab, instance) => lab.estate.startInstance(instance),
    'is started',
  ),
  'stop-agent': onInstance(
    'SQL Server Agent stops, its jobs die',
    (_, instance) => instance.msdb.stopAgent(),
    'has no Agent now',
  ),
  'start-agent': onInstance(
    'SQL Server Agent starts',
    (_, instance) => instance.msdb.startAgent(),
    'has its Agent again',
  ),
  'fill-share': onShare(
    'no space is left on the log-shipping share',
    (lab, share) => lab.estate.faults.fill(share),
    'is full',
  ),
  'deny-share': onShare(
    'access to the log-shipping share is denied',
    (lab, share) => lab.estate.faults.deny(share),
    'denies access',
  ),
  'slow-share': onShare(
    'every read and write lasts longer',
    (lab, share, seconds) => lab.estate.faults.slow(share, Number(seconds)),
    'is slow',
    ['seconds'],
  ),
  'lose-log-backup': {
    says: 'the newest log backup (or the one named) disappears from share and copy folder',
    arguments: ['[file]'],
    inject: async (lab, [file]) => `${await loseLogBackup(lab, file)} is gone.`,
  },
  'corrupt-log-backup': {
    says: 'the newest log backup (or the one named) is damaged on the share',
    arguments: ['[file]'],
    inject: async (lab, [file]) => `${await corruptLogBackup(lab, file)} is damaged.`,
  },
  'kill-session': {
    says: 'a session of an instance is killed',
    arguments: ['instance', 'session'],
    inject: async (lab, [given, session]) => {
      const instance = instanceNamed(lab, given);
      await instance.run(`KILL ${String(Number(session))}`, { login: 'sa', programName: 'lab' });
      return `Session ${session ?? ''} of ${instance.name} is killed.`;
    },
  },
  ...Object.fromEntries(cmdletFaultKinds.map((kind) => [`${kind}-cmdlet`, cmdletFault(kind, cmdletSays[kind])])),
  mend: {
    says: 'ends every fault of shares and cmdlets',
    arguments: [],
    inject: (lab) => {
      for (const end of ends(lab).splice(0)) end();
      lab.cmdletFaults.clear();
      return Promise.resolve('Shares and cmdlets are well again.');
    },
  },
};
