/** Names of many files in the space of a few: facts and plans travel in histories, and a chain may have thousands of links. */
const shown = 10;

export interface FileNames {
  readonly count: number;
  /** All of them, or the first and the last ones where a person would not read them all. */
  readonly names: readonly string[];
}

export const fileNames = (names: readonly string[]): FileNames => ({
  count: names.length,
  names: names.length <= 2 * shown ? names : [...names.slice(0, shown), ...names.slice(-shown)],
});

/** A line for each name, and one that says how many are left out. */
export function linesFor<Line>(
  { count, names }: FileNames,
  line: (name: string) => Line,
  between: (left: number) => Line,
): Line[] {
  const lines = names.map(line);
  const left = count - names.length;
  return left === 0 ? lines : [...lines.slice(0, shown), between(left), ...lines.slice(shown)];
}
