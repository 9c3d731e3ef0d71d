/**
 * `npm run bench [-- --json FILE]`: figures as measured on this machine. What SQL Server and the management shell need is
 * modelled; what we add to it is real. All ratios come from one run.
 */
import { writeFileSync } from 'node:fs';
import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';
import { measure, throughput, type Figures, type ProcedureFigures } from './measure';
import { statementRates, type StatementRate } from './statements';

interface BenchOptions {
  readonly json?: string;
  readonly timeScale: number;
}

const aims = { ownTimePercent: 2, replayCpuMilliseconds: 50, hostWorkerMegabytes: 200 };
/** GB of mgc. */
const sizes = [1, 20, 200];

/** Seconds that were neither SQL's nor the shell's; nobody was waited for, because the input carries the consents. */
const ownSeconds = ({ wallSeconds, criticalPath }: ProcedureFigures): number => wallSeconds - criticalPath.seconds;

/** Our own time over the critical path, in percent: as it ran, and with the critical path in the time that it models. */
const ownPercent = (figures: ProcedureFigures, timeScale = 1): number =>
  (100 * ownSeconds(figures)) / (figures.criticalPath.seconds * timeScale);

const table = (head: string[], rows: string[][]): string => {
  const built = new Table({ head, style: { head: [], border: [] } });
  built.push(...rows);
  return built.toString();
};

const fixed = (value: number, digits = 1): string => value.toFixed(digits);

function timesOf({ procedures, timeScale }: Figures): string {
  return table(
    ['Procedure', 'Wall clock', 'Critical path', 'Our own time', 'as run', 'as modelled', 'Statements, jobs, cmdlets'],
    procedures.map((figures) => {
      const { procedure, wallSeconds, criticalPath } = figures;
      const { statements, jobs, cmdlets } = criticalPath;
      return [
        procedure,
        `${fixed(wallSeconds)} s`,
        `${fixed(criticalPath.seconds)} s`,
        `${fixed(ownSeconds(figures))} s`,
        `${fixed(ownPercent(figures))} %`,
        `${fixed(ownPercent(figures, timeScale), 2)} %`,
        `${String(statements)}, ${String(jobs)}, ${String(cmdlets)}`,
      ];
    }),
  );
}

function historiesOf(all: readonly Figures[]): string {
  return table(
    ['mgc', 'Procedure', 'Events', 'kB', 'Replay (median)', 'its CPU'],
    all.flatMap(({ sizeGb, procedures }) =>
      procedures.map(({ procedure, historyEvents, historyBytes, replay }) => [
        `${String(sizeGb)} GB`,
        procedure,
        String(historyEvents),
        fixed(historyBytes / 1024),
        `${fixed(replay.wall)} ms`,
        `${fixed(replay.cpu)} ms`,
      ]),
    ),
  );
}

function overheadsOf({ procedures }: Figures): string {
  return table(
    ['Procedure', 'Step', 'Calls', 'Answer to next call (median)', 'Longest', 'Our own time'],
    procedures.flatMap(({ procedure, overhead }) =>
      overhead.map(({ step, calls, medianMs, longestMs, ownSeconds: own }) => [
        procedure,
        step,
        String(calls),
        `${fixed(medianMs)} ms`,
        `${fixed(longestMs, 0)} ms`,
        `${fixed(own)} s`,
      ]),
    ),
  );
}

/** The last procedure of a measurement, which copies the whole database. */
function lastOf({ procedures }: Figures): ProcedureFigures {
  const last = procedures.at(-1);
  if (last === undefined) throw new Error('Nothing was measured.');
  return last;
}

/** The same procedure at every size, each figure with how many times the smallest size's it is. */
function growthOf(all: readonly Figures[]): string {
  const figures = all.map(lastOf);
  const row = (what: string, unit: string, value: (of: ProcedureFigures) => number): string[] => {
    const [smallest = Number.NaN] = figures.map(value);
    return [what, ...figures.map((of) => `${fixed(value(of))}${unit} (x ${fixed(value(of) / smallest)})`)];
  };
  return table(
    [figures[0]?.procedure ?? '', ...all.map(({ sizeGb }) => `${String(sizeGb)} GB`)],
    [
      row('wall clock', ' s', ({ wallSeconds }) => wallSeconds),
      row('SQL Server and shell at work', ' s', ({ criticalPath }) => criticalPath.seconds),
      row('our own time', ' s', ownSeconds),
      row('statements', '', ({ criticalPath }) => criticalPath.statements),
      row('events of the history', '', ({ historyEvents }) => historyEvents),
      row('size of the history', ' kB', ({ historyBytes }) => historyBytes / 1024),
    ],
  );
}

function ratesOf(rates: readonly StatementRate[]): string {
  return table(
    ['Statement', 'one client', 'eight clients', 'ratio'],
    rates.map(({ statement, oneClient, eightClients }) => [
      statement,
      `${fixed(oneClient, 0)} / s`,
      `${fixed(eightClients, 0)} / s`,
      fixed(eightClients / oneClient),
    ]),
  );
}

function memoryOf(all: readonly Figures[]): string {
  return table(
    ['Worker', ...all.map(({ sizeGb }) => `at ${String(sizeGb)} GB`)],
    Object.keys(all[0]?.memory ?? {}).map((name) => [
      name,
      ...all.map(({ memory }) => `${fixed(memory[name] ?? 0, 0)} MB`),
    ]),
  );
}

function aimsOf(all: readonly Figures[], large: Figures): string {
  const met = (value: number, aim: number): string => (value <= aim ? 'met' : 'missed');
  const hostPeak = Math.max(
    ...all.flatMap(({ memory }) =>
      Object.entries(memory).flatMap(([name, megabytes]) => (name.startsWith('host-') ? [megabytes] : [])),
    ),
  );
  const { ownTimePercent, replayCpuMilliseconds, hostWorkerMegabytes } = aims;
  return table(
    ['Aim', 'Measured', ''],
    [
      ...large.procedures.map((figures) => {
        const percent = ownPercent(figures, large.timeScale);
        return [
          `own time of a ${figures.procedure} at ${String(large.sizeGb)} GB <= ${String(ownTimePercent)} % of the critical path`,
          `${fixed(percent, 2)} %`,
          met(percent, ownTimePercent),
        ];
      }),
      ...large.procedures.map((figures) => [
        `replay of a ${figures.procedure} <= ${String(replayCpuMilliseconds)} ms of CPU`,
        `${fixed(figures.replay.cpu)} ms`,
        met(figures.replay.cpu, replayCpuMilliseconds),
      ]),
      [
        `a host worker <= ${String(hostWorkerMegabytes)} MB resident`,
        `${fixed(hostPeak, 0)} MB`,
        met(hostPeak, hostWorkerMegabytes),
      ],
    ],
  );
}

const number = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('must be a number above 0.');
  return value;
};

async function main(): Promise<void> {
  const { json, timeScale } = new Command('npm run bench --')
    .description(
      'Own time, overhead per step, history, replay and memory of a failover and a failback at three sizes of mgc; statements per second of the lab.',
    )
    .option('--json <file>', 'write the figures as JSON')
    .option('--time-scale <factor>', 'modelled seconds per real second', number, 20)
    .parse()
    .opts<BenchOptions>();
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  say('Statements per second of a SQL Server stand-in, asked from another process');
  const rates = await statementRates();
  say(ratesOf(rates));

  say(`\nA failover and a failback at ${sizes.join(', ')} GB; some minutes.`);
  const figures: Figures[] = [];
  for (const sizeGb of sizes) figures.push(await measure({ sizeGb, timeScale }));
  const large = figures.at(-1);
  if (large === undefined) throw new Error('There is no size to measure at.');

  say(
    `\n${String(large.sizeGb)} GB at ${String(throughput)} MB/s, modelled ${String(timeScale)} times as fast as life. The critical path is the time in which a statement,\n` +
      'an Agent job or a cmdlet of the procedure was executing. "As run" compares with that time as it passed here, "as\n' +
      'modelled" with the time that it stands for; our own time is real in both, waits for replication and sessions included.',
  );
  say(timesOf(large));
  say('\nOur own overhead per step: from an answer to the next call, pauses between two looks at a job included');
  say(overheadsOf(large));
  say('\nWhat grows with the database');
  say(growthOf(figures));
  say('\nHistory');
  say(historiesOf(figures));
  say('\nHighest resident memory of each worker process');
  say(memoryOf(figures));
  say('\nAims');
  say(aimsOf(figures, large));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ aims, rates, figures }, null, 2)}\n`);
}

void main().catch((failure: unknown) => {
  process.stderr.write(`The bench failed: ${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exitCode = 1;
});
