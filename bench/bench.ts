/**
 * `npm run bench [-- --json FILE]`: figures as measured on this machine. What SQL Server and the management shell need is
 * modelled; what we add to it is real. All ratios come from one run.
 */
import { writeFileSync } from 'node:fs';
import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';
import { measure, throughput, type Figures, type ProcedureFigures } from './measure';

interface BenchOptions {
  readonly json?: string;
  readonly timeScale: number;
}

const aims = { ownTimePercent: 2, replayMilliseconds: 50, hostWorkerMegabytes: 200 };
const sizes = { small: 1, large: 200 };

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
    ['mgc', 'Procedure', 'Events', 'kB', 'Replay (median)'],
    all.flatMap(({ sizeGb, procedures, replayMilliseconds }) =>
      procedures.map(({ procedure, historyEvents, historyBytes }) => [
        `${String(sizeGb)} GB`,
        procedure,
        String(historyEvents),
        fixed(historyBytes / 1024),
        procedure === 'failback' ? `${fixed(replayMilliseconds)} ms` : '',
      ]),
    ),
  );
}

function memoryOf(small: Figures, large: Figures): string {
  return table(
    ['Worker', `at ${String(small.sizeGb)} GB`, `at ${String(large.sizeGb)} GB`],
    Object.entries(large.memory).map(([name, megabytes]) => [
      name,
      `${fixed(small.memory[name] ?? 0, 0)} MB`,
      `${fixed(megabytes, 0)} MB`,
    ]),
  );
}

function aimsOf(small: Figures, large: Figures): string {
  const met = (value: number, aim: number): string => (value <= aim ? 'met' : 'missed');
  const hostPeak = Math.max(
    ...[small, large].flatMap(({ memory }) =>
      Object.entries(memory).flatMap(([name, megabytes]) => (name.startsWith('host-') ? [megabytes] : [])),
    ),
  );
  const { ownTimePercent, replayMilliseconds, hostWorkerMegabytes } = aims;
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
      [
        `replay of a failback <= ${String(replayMilliseconds)} ms`,
        `${fixed(large.replayMilliseconds)} ms`,
        met(large.replayMilliseconds, replayMilliseconds),
      ],
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
    .description('Own time, history, replay and memory of a failover and a failback, at two sizes of mgc.')
    .option('--json <file>', 'write the figures as JSON')
    .option('--time-scale <factor>', 'modelled seconds per real second', number, 20)
    .parse()
    .opts<BenchOptions>();
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  say(`A failover and a failback at ${String(sizes.small)} GB and at ${String(sizes.large)} GB; some minutes.`);
  const small = await measure({ sizeGb: sizes.small, timeScale });
  const large = await measure({ sizeGb: sizes.large, timeScale });

  say(
    `\n${String(large.sizeGb)} GB at ${String(throughput)} MB/s, modelled ${String(timeScale)} times as fast as life. The critical path is the time in which a statement,\n` +
      'an Agent job or a cmdlet of the procedure was executing. "As run" compares with that time as it passed here, "as\n' +
      'modelled" with the time that it stands for; our own time is real in both, waits for replication and sessions included.',
  );
  say(timesOf(large));
  say('\nHistory');
  say(historiesOf([small, large]));
  say('\nHighest resident memory of each worker process');
  say(memoryOf(small, large));
  say('\nAims');
  say(aimsOf(small, large));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ aims, figures: [small, large] }, null, 2)}\n`);
}

void main().catch((failure: unknown) => {
  process.stderr.write(`The bench failed: ${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exitCode = 1;
});
