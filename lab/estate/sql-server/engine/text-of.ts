/** The characters of a value that its type says is a text (or a number or truth value, which print as themselves). */
import type { SqlValue } from '../contract';

export function textOf(value: SqlValue | undefined): string {
  if (typeof value === 'object' && value !== null)
    throw new TypeError('A date, a decimal or bytes stand where a text must.');
  return String(value);
}
