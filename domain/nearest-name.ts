/** The known name that somebody who mistyped most likely meant. */
import { distance } from 'fastest-levenshtein';

/** `undefined` when no name is near enough to be worth a guess. */
export function nearestName(typed: string, known: readonly string[]): string | undefined {
  const named = known.map((name) => ({ name, mistakes: distance(typed.toLowerCase(), name.toLowerCase()) }));
  const [nearest] = named.sort((left, right) => left.mistakes - right.mistakes);
  return nearest && nearest.mistakes <= Math.max(1, Math.floor(typed.length / 3)) ? nearest.name : undefined;
}
