/** The program of log-shipping job steps, and how the host's command shell answers to any other (sqllogship Application). */
import { win32 } from 'node:path';
import type { CommandOutcome, RunCommand } from '../agent/step-subsystems';
import type { MsdbContext } from '../context';
import { sameName } from '../values';
import { runBackupJob } from './backup-job';
import { runCopyJob } from './copy-job';
import type { MonitorLog } from './monitor-log';
import { runRestoreJob } from './restore-job';

type Operation = 'Backup' | 'Copy' | 'Restore';

const operations: Readonly<
  Record<string, (context: MsdbContext, id: string, signal: AbortSignal) => Promise<MonitorLog>>
> = {
  '-backup': runBackupJob,
  '-copy': runCopyJob,
  '-restore': runRestoreJob,
};
const switches = ['-server', '-verboselevel', '-logintimeout', '-querytimeout'];

/** The command line of a step; the tools folder is named after the major version (100 is 2008 R2). */
export const commandLine = ({ instance }: MsdbContext, operation: Operation, id: string): string =>
  `"C:\\Program Files\\Microsoft SQL Server\\${String(instance.version.major)}0\\Tools\\Binn\\sqllogship.exe" -${operation} ${id} -server ${instance.name}`;

const words = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

const unknownProgram = (program: string): CommandOutcome => ({
  exitCode: 1,
  output: `'${program}' is not recognized as an internal or external command,  operable program or batch file.`,
});

const usage = (problem: string): CommandOutcome => ({
  exitCode: 1,
  output: `*** Error: ${problem}(Microsoft.SqlServer.Management.LogShipping) ***`,
});

/** Runs sqllogship.exe with the arguments of a step. */
async function sqlLogShip(context: MsdbContext, args: readonly string[], signal: AbortSignal): Promise<CommandOutcome> {
  const options = new Map<string, string>();
  for (let index = 0; index < args.length; index += 2)
    options.set((args[index] ?? '').toLowerCase(), args[index + 1] ?? '');
  const unknown = [...options.keys()].find((name) => !(name in operations) && !switches.includes(name));
  if (unknown !== undefined) return usage(`The argument '${unknown}' is not valid.`);
  const [operation, second] = Object.keys(operations).filter((name) => options.has(name));
  const run = operation === undefined ? undefined : operations[operation];
  if (operation === undefined || second !== undefined || run === undefined)
    return usage('Specify one of -Backup, -Copy and -Restore.');
  const server = options.get('-server') ?? '';
  if (!sameName(server, context.instance.name)) return usage(`Failed to connect to server ${server}.`);
  const log = await run(context, (options.get(operation) ?? '').replace(/^\{(.*)\}$/, '$1').toUpperCase(), signal);
  return { exitCode: log.failed ? 1 : 0, output: `Microsoft (R) SQL Server Log Shipping Agent  ${log.output}` };
}

/** Runs a command line of a CmdExec step. */
export const runCommandIn =
  (context: MsdbContext): RunCommand =>
  async (line, signal) => {
    const [program = '', ...args] = words(line);
    const file = win32.basename(program).toLowerCase();
    return file === 'sqllogship.exe' || file === 'sqllogship'
      ? sqlLogShip(context, args, signal)
      : unknownProgram(program);
  };
