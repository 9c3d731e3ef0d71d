/** The known name that somebody who mistyped most likely meant. */

/** `undefined` when no name is near enough to be worth a guess. */
export function nearestName(typed: string, known: readonly string[]): string | undefined {
  const distances = known.map((name) => ({ name, distance: editDistance(typed.toLowerCase(), name.toLowerCase()) }));
  const nearest = distances.sort((left, right) => left.distance - right.distance)[0];
  return nearest && nearest.distance <= Math.max(1, Math.floor(typed.length / 3)) ? nearest.name : undefined;
}

/** Levenshtein's distance: insertions, deletions and substitutions of one character. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, character] of Array.from(left).entries()) {
    const next = [index + 1];
    for (const [column, other] of Array.from(right).entries()) {
      next.push(Math.min(next[column]! + 1, row[column + 1]! + 1, row[column]! + (character === other ? 0 : 1)));
    }
    row = next;
  }
  return row[right.length]!;
}
