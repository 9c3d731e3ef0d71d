/** Waits for a condition by asking, with a deadline that names what never came true. */
import { setTimeout as sleep } from 'node:timers/promises';

export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  { withinMs = 240_000, lookEveryMs = 100 } = {},
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Not within ${String(withinMs / 1000)} s: ${what}.`);
    await sleep(lookEveryMs);
  }
}
