/** What can go wrong in the lab, by name: the same table for tests, the control port and the command line. */
import { cmdletNames } from '../../estate/lync/cmdlets';
import { callFaults } from './call-faults';
import { cmdletFaultKinds, type CmdletFaultKind } from './cmdlet-faults';
import { asFault, numberNamed, oneOf, type Fault, type FaultRow } from './fault';
import { folderFaults } from './folder-faults';
import { hostFaults } from './host-faults';
import { corruptLogBackup, loseLogBackup } from './log-backup-faults';
import { timedFaults } from './timed-faults';

const cmdletSays: Readonly<Record<CmdletFaultKind, string>> = {
  fail: 'the cmdlet fails and does nothing',
  'fail-after-effect': 'the cmdlet takes effect and reports that it failed',
  hang: 'the cmdlet never answers and does nothing',
  lie: 'the cmdlet reports success and does nothing',
  'lose-answer': 'the cmdlet takes effect, its answer is lost',
};

const cmdletFault = (kind: CmdletFaultKind): FaultRow => ({
  says: cmdletSays[kind],
  arguments: ['cmdlet', '[times]'],
  prepare: (lab, [given, count = '1']) => {
    const cmdlet = oneOf('cmdlet', cmdletNames, given);
    const times = numberNamed('times', count);
    return () => {
      lab.cmdletFaults.add(kind, cmdlet, times);
      return Promise.resolve(`The next ${String(times)} call(s) of ${cmdlet}: ${kind}.`);
    };
  },
});

const rows: Readonly<Record<string, FaultRow>> = {
  ...hostFaults,
  ...folderFaults,
  'lose-log-backup': {
    says: 'the newest log backup (or the one named) disappears from share and copy folder',
    arguments: ['[file]'],
    prepare:
      (lab, [file]) =>
      async () =>
        `${await loseLogBackup(lab, file)} is gone.`,
  },
  'corrupt-log-backup': {
    says: 'the newest log backup (or the one named) is damaged on the share',
    arguments: ['[file]'],
    prepare:
      (lab, [file]) =>
      async () =>
        `${await corruptLogBackup(lab, file)} is damaged.`,
  },
  ...callFaults,
  ...Object.fromEntries(cmdletFaultKinds.map((kind) => [`${kind}-cmdlet`, cmdletFault(kind)])),
  ...timedFaults(() => faults),
};

export const faults: Readonly<Record<string, Fault>> = Object.fromEntries(
  Object.entries(rows).map(([name, row]) => [name, asFault(name, row)]),
);
