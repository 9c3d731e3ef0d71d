/** Batches that were parsed already: a text that comes again is not parsed again, as SQL Server's plan cache spares it. */
import type { Batch } from './ast';
import { parseBatch } from './parse-statement';

const kept = 500;
// eslint-disable-next-line no-restricted-syntax -- a parse depends on its text alone: nothing of an estate is in it
const parsed = new Map<string, Batch>();

/** The batch of a text, shared by everybody who sends it: a syntax tree is never changed. @throws SqlError as the parser does. */
export function parsedBatch(text: string, options: { readonly quotedIdentifier: boolean }): Batch {
  const key = `${options.quotedIdentifier ? '"' : ' '}${text}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const batch = parseBatch(text, options);
  parsed.set(key, batch);
  for (const oldest of parsed.keys()) {
    if (parsed.size <= kept) break;
    parsed.delete(oldest);
  }
  return batch;
}
