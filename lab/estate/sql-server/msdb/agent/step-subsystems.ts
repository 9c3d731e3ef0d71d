/** Runs the command of one job step: T-SQL in a session of the Agent's own, CmdExec as a program on the host. */
import type { MsdbContext } from '../context';
import { agentLogin } from '../context';
import { SqlError } from '../../contract';
import type { SqlMessage } from '../../contract';
import { messagesOf } from '../errors';
import type { Job, JobStep } from '../tables/agent-tables';
import { storageHex } from '../values';

export interface StepOutcome {
  readonly succeeded: boolean;
  readonly message: string;
  readonly messageId: number;
  readonly severity: number;
}

export interface CommandOutcome {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a command line as the Agent's service account. */
export type RunCommand = (commandLine: string, signal: AbortSignal) => Promise<CommandOutcome>;

/** Error severities start above 10 (documentation: "Database Engine Error Severities"). */
const isError = ({ severity }: SqlMessage): boolean => severity > 10;

const asHistory = (message: SqlMessage): string =>
  isError(message)
    ? `${message.text} [SQLSTATE 42000] (Error ${String(message.number)})`
    : `${message.text} [SQLSTATE 01000] (Message ${String(message.number)})`;

function outcome(succeeded: boolean, output: string, messages: readonly SqlMessage[]): StepOutcome {
  const last = messages.findLast(isError) ?? messages.at(-1);
  const text = output === '' ? '' : ` ${output}. `;
  return {
    succeeded,
    message: `Executed as user: ${agentLogin}.${text} The step ${succeeded ? 'succeeded' : 'failed'}.`.replace(
      '.. ',
      '. ',
    ),
    messageId: last?.number ?? 0,
    severity: last?.severity ?? 0,
  };
}

/** A step's session is found by this name in sys.dm_exec_sessions. */
const programName = (job: Job, step: JobStep): string =>
  `SQLAgent - TSQL JobStep (Job ${storageHex(job.job_id)} : Step ${String(step.step_id)})`;

async function runTransactSql(
  { instance }: MsdbContext,
  job: Job,
  step: JobStep,
  signal: AbortSignal,
): Promise<StepOutcome> {
  try {
    const { messages } = await instance.run(step.command ?? '', {
      login: agentLogin,
      programName: programName(job, step),
      hostName: instance.place.host,
      database: step.database_name ?? 'master',
      signal,
    });
    return outcome(true, messages.map(asHistory).join('  '), messages);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const messages = messagesOf(error);
    return outcome(false, messages.map(asHistory).join('  '), messages);
  }
}

async function runProgram(step: JobStep, runCommand: RunCommand, signal: AbortSignal): Promise<StepOutcome> {
  const { exitCode, output } = await runCommand(step.command ?? '', signal);
  return outcome(exitCode === step.cmdexec_success_code, `${output}  Process Exit Code ${String(exitCode)}`, []);
}

/** Runs one step to its end. Rejects only when `signal` ended it. */
export async function runStep(
  context: MsdbContext,
  job: Job,
  step: JobStep,
  runCommand: RunCommand,
  signal: AbortSignal,
): Promise<StepOutcome> {
  switch (step.subsystem.toUpperCase()) {
    case 'TSQL':
      return runTransactSql(context, job, step, signal);
    case 'CMDEXEC':
      return runProgram(step, runCommand, signal);
    default: {
      const reason = `The ${step.subsystem} subsystem failed to load [see the SQLAGENT.OUT file for details]; The job has been suspended`;
      return {
        succeeded: false,
        message: `Unable to start execution of step ${String(step.step_id)} (reason: ${reason}).  The step failed.`,
        messageId: 0,
        severity: 0,
      };
    }
  }
}
