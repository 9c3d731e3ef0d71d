/** What is different in two values, as lines that say where, what was recorded and what it is now; empty where nothing is. */

/** Items of a list are told apart by what names them, so that one more of them is one line. */
function nameOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { id, text, kind } = item as { id?: unknown; text?: unknown; kind?: unknown };
  return [id, text, kind].find((name) => typeof name === 'string');
}

export function differences(recorded: unknown, now: unknown, at = ''): string[] {
  const [before, after] = [told(recorded), told(now)];
  if (before === after) return [];
  if (Array.isArray(recorded) && Array.isArray(now)) {
    const [named, namedNow] = [byName(recorded), byName(now)];
    if (named !== undefined && namedNow !== undefined) return inLists(named, namedNow, at);
    if (recorded.length === now.length)
      return recorded.flatMap((item, index) => differences(item, now[index], `${at} / ${String(index + 1)}`));
  } else if (isRecord(recorded) && isRecord(now)) {
    return [...new Set([...Object.keys(recorded), ...Object.keys(now)])].flatMap((key) =>
      differences(recorded[key], now[key], at === '' ? key : `${at} / ${key}`),
    );
  }
  return [`${at}: recorded ${before}, now ${after}`];
}

const told = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `undefined` where an item has no name; the second of one name is told by its number. */
function byName(items: readonly unknown[]): Map<string, unknown> | undefined {
  const named = new Map<string, unknown>();
  for (const item of items) {
    const name = nameOf(item);
    if (name === undefined) return undefined;
    let unique = name;
    for (let number = 2; named.has(unique); number += 1) unique = `${name} (${String(number)})`;
    named.set(unique, item);
  }
  return named;
}

function inLists(recorded: ReadonlyMap<string, unknown>, now: ReadonlyMap<string, unknown>, at: string): string[] {
  const both = [...recorded.keys()].filter((name) => now.has(name));
  const order = [...now.keys()].filter((name) => recorded.has(name));
  return [
    ...[...recorded.keys()].filter((name) => !now.has(name)).map((name) => `${at}: no longer has ${told(name)}`),
    ...order
      .filter((name, index) => name !== both[index])
      .slice(0, 1)
      .map(() => `${at}: recorded in the order ${told(both)}, now ${told(order)}`),
    ...[...now.keys()].filter((name) => !recorded.has(name)).map((name) => `${at}: now has ${told(name)}`),
    ...both.flatMap((name) => differences(recorded.get(name), now.get(name), `${at} / ${name}`)),
  ];
}
