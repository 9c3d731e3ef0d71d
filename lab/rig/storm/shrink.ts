/** Makes a schedule minimal: what can be left out, and a flag of the same kind still appears, is left out. */
import type { Ride } from './ride';
import type { Schedule } from './schedule';

/** Simpler schedules, the largest step first. */
export function simpler(schedule: Schedule): Schedule[] {
  const { blows, without, answers } = schedule;
  return [
    ...blows.map((_, index) => ({ ...schedule, blows: blows.filter((__, other) => other !== index) })),
    ...(schedule.forGood === 'nothing' ? [] : [{ ...schedule, forGood: 'nothing' as const }]),
    ...(without.length === 0 ? [] : [{ ...schedule, without: [] }]),
    ...(schedule.share === 'elsewhere' ? [] : [{ ...schedule, share: 'elsewhere' as const }]),
    ...Object.entries(answers).flatMap(([phase, list]) =>
      list.length <= 1 ? [] : [{ ...schedule, answers: { ...answers, [phase]: list.slice(1) } }],
    ),
  ];
}

/** @returns the schedule itself where no flag appears. */
export async function shrink(
  schedule: Schedule,
  ride: (schedule: Schedule) => Promise<Ride>,
  tell: (says: string) => void,
): Promise<Schedule> {
  const kinds = new Set((await ride(schedule)).flags.map(({ kind }) => kind));
  tell(kinds.size === 0 ? 'No flag appears.' : `It is shrunk while one of these appears: ${[...kinds].join(', ')}.`);
  if (kinds.size === 0) return schedule;
  let smallest = schedule;
  for (let candidates = simpler(smallest); candidates.length > 0;) {
    const [candidate, ...rest] = candidates;
    if (candidate === undefined) break;
    const isAlike = (await ride(candidate)).flags.some(({ kind }) => kinds.has(kind));
    tell(
      `${isAlike ? 'still' : 'not any more'}: ${candidate.blows.map(({ at, does }) => `${at}: ${does}`).join('; ')}; dead for good: ${candidate.forGood}`,
    );
    if (isAlike) smallest = candidate;
    candidates = isAlike ? simpler(smallest) : rest;
  }
  return smallest;
}
