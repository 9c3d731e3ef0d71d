/** Storms from the command line: by seed, from a file, and shrunk to what is needed for the same kind of flag. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import markdownTable from 'markdown-table';
import { draw } from './draw';
import { onStormPlane, type StormPlane } from './estate';
import { rareStates } from './rare-states';
import { ride, type Ride } from './ride';
import { scheduleOf, textOf, type Schedule } from './schedule';
import { shrink } from './shrink';

interface Options {
  readonly seeds?: string;
  readonly replay?: string;
  readonly shrink?: string;
  readonly keep: string;
  readonly atOnce: string;
}

/** From this many seeds on a rare state that was never reached is a fault of the campaign. */
const campaign = 200;

function seedsOf(text: string): number[] {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (from === undefined) throw new Error(`--seeds takes a number or a range such as 1-20, not "${text}".`);
  const first = Number(from);
  const last = Number(to ?? from);
  if (last < first) throw new Error(`--seeds ${text} names no seed: it ends before it begins.`);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function readSchedule(file: string): Schedule {
  try {
    return scheduleOf(readFileSync(file, 'utf8'));
  } catch (failure) {
    throw new Error(`${file}: ${failure instanceof Error ? failure.message : String(failure)}`, { cause: failure });
  }
}

const sameKinds = ({ flags }: Ride): string => [...new Set(flags.map(({ kind }) => kind))].join(', ');

function tell(name: string, storm: Ride): void {
  console.log(`${name}: ${storm.flags.length === 0 ? 'well' : sameKinds(storm)}`);
  for (const { kind, says } of storm.flags) console.log(`  ${kind}: ${says}`);
}

function keep(folder: string, schedule: Schedule, storm: Ride): void {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `seed-${String(schedule.seed)}.storm`);
  const comment = [...storm.flags.map(({ kind, says }) => `${kind}: ${says}`), ...storm.log].flatMap((line) =>
    line.split('\n').map((part) => `# ${part}`),
  );
  writeFileSync(file, `${textOf(schedule)}${comment.join('\n')}\n`);
  console.log(`  kept in ${file}; again: npm run storm -- --replay ${file}`);
}

async function byseeds(
  seeds: readonly number[],
  { keep: folder, atOnce }: Options,
  plane: StormPlane,
): Promise<boolean> {
  const left = [...seeds];
  const reached = new Map<string, number>();
  const struck = new Map<string, number>();
  let flagged = 0;
  const rideOn = async (): Promise<void> => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const schedule = draw(seed);
      const storm = await ride(schedule, plane);
      tell(
        `seed ${String(seed)} (${schedule.procedure}; ${schedule.blows.map(({ at, does }) => `${at}: ${does}`).join('; ')}; dead for good: ${schedule.forGood})`,
        storm,
      );
      for (const state of storm.reached) reached.set(state, (reached.get(state) ?? 0) + 1);
      for (const blow of storm.struck) struck.set(blow, (struck.get(blow) ?? 0) + 1);
      if (storm.flags.length === 0) continue;
      flagged += 1;
      keep(folder, schedule, storm);
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, rideOn));
  console.log(`\n${coverage(struck)}\n`);
  const missing = Object.keys(rareStates).filter((state) => !reached.has(state));
  console.log(`Rare states reached: ${String(reached.size)} of ${String(Object.keys(rareStates).length)}.`);
  if (missing.length > 0) console.log(`Never reached: ${missing.join('; ')}.`);
  console.log(`${String(seeds.length)} storms, ${String(flagged)} with flags.`);
  return flagged === 0 && (seeds.length < campaign || missing.length === 0);
}

/** Steps by faults, as often as the one struck at the other. */
function coverage(struck: ReadonlyMap<string, number>): string {
  const pairs = [...struck].map(([pair, times]) => ({ pair: pair.split(' x '), times }));
  const faultNames = [...new Set(pairs.map(({ pair }) => (pair[1] ?? '').split(' ')[0] ?? ''))].sort();
  const steps = [...new Set(pairs.map(({ pair }) => pair[0] ?? ''))].sort();
  const times = (step: string, fault: string): string => {
    const sum = pairs
      .filter(({ pair: [at, does = ''] }) => at === step && does.split(' ')[0] === fault)
      .reduce((before, one) => before + one.times, 0);
    return sum === 0 ? '' : String(sum);
  };
  return markdownTable([
    ['step', ...faultNames],
    ...steps.map((step) => [step, ...faultNames.map((fault) => times(step, fault))]),
  ]);
}

async function main(): Promise<void> {
  const command = new Command('storm')
    .description('Seeded storms on the lab: faults at named moments, deaths, and people who contradict each other.')
    .option('--seeds <range>', 'such as 7 or 1-20')
    .option('--replay <file>', 'do what the file says')
    .option('--shrink <file>', 'make what the file says minimal, while the same kind of flag appears')
    .option('--keep <folder>', 'where schedules with flags go', '.storms')
    .option('--at-once <number>', 'storms side by side', '2')
    .parse();
  const options = command.opts<Options>();
  const isWell = await onStormPlane(async (plane) => {
    if (options.shrink !== undefined) {
      const found = await shrink(readSchedule(options.shrink), (schedule) => ride(schedule, plane), console.log);
      console.log(`\n${textOf(found)}`);
      return true;
    }
    if (options.replay !== undefined) {
      const storm = await ride(readSchedule(options.replay), plane);
      for (const line of storm.log) console.log(line);
      tell(options.replay, storm);
      return storm.flags.length === 0;
    }
    return byseeds(seedsOf(options.seeds ?? '1-20'), options, plane);
  });
  process.exitCode = isWell ? 0 : 1;
}

main().catch((failure: unknown) => {
  console.error(failure instanceof Error ? failure.message : String(failure));
  process.exitCode = 1;
});
