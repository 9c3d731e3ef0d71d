/** Differences from the golden histories that somebody has accepted, each with a reason; in `accepted.json`. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Lines by the name of the history. */
export type Differences = ReadonlyMap<string, readonly string[]>;

export interface Acceptance {
  readonly on: string;
  readonly reason: string;
  /** Names of histories by the line that is accepted for them. */
  readonly differences: Readonly<Record<string, readonly string[]>>;
}

const file = path.join(__dirname, 'accepted.json');

export const readAcceptances = (): Acceptance[] => JSON.parse(readFileSync(file, 'utf8')) as Acceptance[];

export const writeAcceptances = (acceptances: readonly Acceptance[]): void =>
  writeFileSync(file, `${JSON.stringify(acceptances, null, 2)}\n`);

export const acceptedFor = (acceptances: readonly Acceptance[], name: string): string[] =>
  acceptances.flatMap(({ differences }) =>
    Object.entries(differences).flatMap(([line, names]) => (names.includes(name) ? [line] : [])),
  );

/** What is accepted from now on: what is gone needs no acceptance any more, and what is new has this reason. */
export function accepting(before: readonly Acceptance[], found: Differences, reason: string, on: string): Acceptance[] {
  const fresh: Record<string, string[]> = {};
  for (const [name, lines] of found) {
    const known = new Set(acceptedFor(before, name));
    for (const line of lines) if (!known.has(line)) (fresh[line] ??= []).push(name);
  }
  const kept = before.map((acceptance) =>
    narrowed(acceptance, (line, name) => found.get(name)?.includes(line) === true),
  );
  return [...kept, { on, reason, differences: fresh }].filter(({ differences }) => Object.keys(differences).length > 0);
}

/** Histories that were recorded again are what today's code writes. */
export const forgetting = (before: readonly Acceptance[], recordedAgain: readonly string[]): Acceptance[] =>
  before
    .map((acceptance) => narrowed(acceptance, (_, name) => !recordedAgain.includes(name)))
    .filter(({ differences }) => Object.keys(differences).length > 0);

function narrowed(acceptance: Acceptance, isMeant: (line: string, name: string) => boolean): Acceptance {
  const differences = Object.entries(acceptance.differences).flatMap(([line, names]) => {
    const left = names.filter((name) => isMeant(line, name));
    return left.length === 0 ? [] : [[line, left] as const];
  });
  return { ...acceptance, differences: Object.fromEntries(differences) };
}
