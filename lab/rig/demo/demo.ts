/** The main job end to end: a data centre is lost, the pool fails over and back, users chat all the while. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { Period } from '../../estate/chat/contract';
import { Cleanup } from '../processes/cleanup';
import { procedureNames, type ProcedureName } from '../../../procedures/registry';
import { closeWatch } from '../invariants/close-watch';
import { sentenceOf } from '../invariants/contract';
import { hostWorkerName } from '../processes/supervisor';
import { startStack, type Stack } from '../stack';
import { createLiveView, type LiveView } from './live-view';
import { runProcedure, type ProcedureRun } from './run-procedure';
import { summarise, tableOf, writeSummary, type Summary, type SummaryRow } from './summary';
import { killDuringRestore } from './worker-kill';

interface DemoOptions {
  readonly summary?: string;
  readonly size: number;
  readonly timeScale: number;
}

const operator = { by: 'demo operator', reason: 'the demo' };

/** Seconds that users chat between two acts. */
const chatFor = 4;

async function demo(options: DemoOptions, cleanup: Cleanup): Promise<Outcome> {
  const view = createLiveView();
  cleanup.add(() => view.end());
  const stack = await startStack(
    {
      timeScale: options.timeScale,
      load: { sizeGb: options.size, throughput: 400 },
      says: (sentence) => view.note(sentence),
    },
    cleanup,
  );
  const { lab } = stack;
  const { pool } = lab.estate;

  view.note(
    `Users chat on ${pool.fqdn}: ${String(options.size)} GB of messages, log shipping to ${pool.secondaryDataCentre.name}.`,
  );
  lab.chat.startUsers({ count: 8, messagesPerSecond: 12 });
  await sleep(2 * chatFor * 1000);

  view.note(`\nThe data centre ${pool.primaryDataCentre.name} is lost.`);
  lab.chat.mark('failover');
  await lab.loseDataCentre('primary');
  const failover = await follow(stack, 'failover', view);
  const declaredFrom = failover.run.report.lossBound?.kind === 'since' ? failover.run.report.lossBound.since : null;
  const followed = [failover];
  if (failover.run.stuck === undefined) {
    await usersChat(stack, view, pool.secondaryDataCentre.name);

    view.note(`\nThe data centre ${pool.primaryDataCentre.name} is rebuilt, its stores empty.`);
    await lab.rebuildDataCentre('primary');
    lab.chat.mark('failback');
    const failback = await follow(
      stack,
      'failback',
      view,
      hostWorkerName(pool.primaryDataCentre.name, ['sql', 'lync']),
    );
    followed.push(failback);
    if (failback.run.stuck === undefined) await usersChat(stack, view, pool.primaryDataCentre.name);
  }
  await lab.chat.stopUsers();

  lab.invariants.checkLoss(declaredFrom === null ? undefined : new Date(declaredFrom));
  const { acknowledged, missing } = lab.chat.audit();
  const declaredLost =
    declaredFrom === null ? 0 : missing.filter(({ acknowledgedAt }) => acknowledgedAt >= new Date(declaredFrom)).length;
  const periods = lab.chat.measures();
  const rows = followed.map((run) => rowOf(run, periods));
  const { violations } = lab.invariants;
  for (const violation of violations) view.note(sentenceOf(violation));
  const counted = { acknowledged, lost: missing.length, declaredLost, violations: violations.length };
  return { rows, summary: summarise(rows, counted) };
}

interface Outcome {
  readonly summary: Summary;
  readonly rows: readonly SummaryRow[];
}

interface Followed {
  readonly name: ProcedureName;
  readonly run: ProcedureRun;
  readonly kills: number;
}

/** Runs a procedure to its end; `victim` is the worker that is killed in the middle of the restore. */
async function follow(stack: Stack, name: Followed['name'], view: LiveView, victim?: string): Promise<Followed> {
  const { pool } = stack.lab.estate;
  view.note(`${name.charAt(0).toUpperCase()}${name.slice(1)} of ${pool.fqdn}:`);
  const over = new AbortController();
  const watch = stack.lab.invariants.procedure(name);
  const killing = victim === undefined ? Promise.resolve(0) : killDuringRestore(stack, victim, view, over.signal);
  try {
    const run = await runProcedure(stack.client, { name, pool: pool.fqdn, operator }, view);
    over.abort();
    if (run.stuck === undefined) await closeWatch(watch, run.report);
    return { name, run, kills: await killing };
  } finally {
    over.abort();
  }
}

async function usersChat({ lab }: Stack, view: LiveView, dataCentre: string): Promise<void> {
  const before = lab.chat.audit().acknowledged;
  await sleep(chatFor * 1000);
  view.note(
    `Users chat in ${dataCentre}: ${String(lab.chat.audit().acknowledged - before)} messages acknowledged in ${String(chatFor)} s.`,
  );
}

function rowOf({ name, run, kills }: Followed, periods: readonly Period[]): SummaryRow {
  const period = periods.find((candidate) => candidate.name === name);
  return {
    procedure: name,
    result: run.report.result ?? 'not completed',
    seconds: run.seconds,
    outageSeconds: period?.outage ?? 0,
    messagesAcknowledged: period?.acknowledged ?? 0,
    messagesLost: periods.filter((candidate) => lostIn(candidate, name)).reduce((sum, { lost }) => sum + lost, 0),
    kills,
    historyEvents: run.historyEvents,
    historyBytes: run.historyBytes,
  };
}

/** What was acknowledged before a procedure and is gone after it was lost by it. */
const lostIn = (period: Period, name: Followed['name']): boolean =>
  isProcedure(period.name) ? period.name === name : name === procedureNames[0];

const isProcedure = (name: string): boolean => procedureNames.some((procedure) => procedure === name);

const number = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('must be a number above 0.');
  return value;
};

async function main(): Promise<void> {
  const command = new Command('npm run demo --')
    .description('A Persistent Chat pool loses its primary data centre, is failed over, and is failed back.')
    .option('--summary <file>', 'write the summary as JSON')
    .option('--size <GB>', 'modelled size of mgc', number, 200)
    .option('--time-scale <factor>', 'modelled seconds per real second', number, 60)
    .parse();
  const options = command.opts<DemoOptions>();
  const cleanup = new Cleanup();
  cleanup.onSignals();
  try {
    const { summary, rows } = await demo(options, cleanup);
    process.stdout.write(`\n${tableOf(summary, rows)}\n`);
    if (options.summary !== undefined) writeSummary(options.summary, summary);
    process.exitCode = summary.ok ? 0 : 1;
  } catch (failure) {
    if (cleanup.hasBegun()) return;
    process.stderr.write(`The demo failed: ${failure instanceof Error ? failure.message : String(failure)}\n`);
    process.exitCode = 1;
  } finally {
    await cleanup.run();
  }
}

void main();
