/** What can go wrong in the lab, by name: the same table for tests, the control port and the command line. */
import { cmdletNames } from '../../estate/lync/cmdlets';
import { callFaults } from './call-faults';
import { cmdletFaultKinds, type CmdletFaultKind } from './cmdlet-faults';
import { databaseFaults } from './database-faults';
import { asFault, numberNamed, oneOf, type FaultRow, type FaultRows, type Faults } from './fault';
import { folderFaults } from './folder-faults';
import { hostFaults } from './host-faults';
import { logBackupFaults } from './log-backup-faults';
import type {
  Calls,
  ChatServers,
  Cmdlets,
  DatabaseFiles,
  DataCentres,
  Folders,
  Instances,
  Lasting,
  Links,
  Services,
  Workers,
} from './struck';
import { timedFaults } from './timed-faults';

/** All that the faults of the table strike. */
export type Struck = DataCentres &
  Workers &
  Links &
  Instances &
  Services &
  DatabaseFiles &
  Folders &
  ChatServers &
  Cmdlets &
  Calls &
  Lasting;

const cmdletSays: Readonly<Record<CmdletFaultKind, string>> = {
  fail: 'the cmdlet fails and does nothing',
  'fail-after-effect': 'the cmdlet takes effect and reports that it failed',
  hang: 'the cmdlet never answers and does nothing',
  lie: 'the cmdlet reports success and does nothing',
  'lose-answer': 'the cmdlet takes effect, its answer is lost',
};

const cmdletFault = (kind: CmdletFaultKind): FaultRow<Cmdlets> => ({
  says: cmdletSays[kind],
  arguments: ['cmdlet', '[times]'],
  prepare: ({ cmdletFaults }, [given, count = '1']) => {
    const cmdlet = oneOf('cmdlet', cmdletNames, given);
    const times = numberNamed('times', count);
    return () => {
      cmdletFaults.add(kind, cmdlet, times);
      return Promise.resolve(`The next ${String(times)} call(s) of ${cmdlet}: ${kind}.`);
    };
  },
});

const rows: FaultRows<Struck> = {
  ...hostFaults,
  ...folderFaults,
  ...logBackupFaults,
  ...databaseFaults,
  ...callFaults,
  ...Object.fromEntries(cmdletFaultKinds.map((kind) => [`${kind}-cmdlet`, cmdletFault(kind)])),
  ...timedFaults<Struck>(() => faults),
};

export const faults: Faults<Struck> = Object.fromEntries(
  Object.entries(rows).map(([name, row]) => [name, asFault(name, row)]),
);
