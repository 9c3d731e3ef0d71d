/** The line that asks the bridge and the marked line that answers: base64 of JSON both ways, so that nothing needs quoting. */
import { z } from 'zod';

/** A value as Windows PowerShell 5.1 may write it: a list may come wrapped, a date may come as `/Date(0)/`. */
function repaired(value: unknown): unknown {
  if (typeof value === 'string') {
    const ticks = /^\/Date\((-?\d{1,15})\)\/$/.exec(value)?.[1];
    return ticks === undefined ? value : new Date(Number(ticks)).toISOString();
  }
  if (isList(value)) return value.map(repaired);
  if (typeof value !== 'object' || value === null) return value;
  const wrapped = wrappedList.safeParse(value);
  if (wrapped.success) return wrapped.data.value.map(repaired);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, repaired(entry)]));
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const wrappedList = z
  .strictObject({ value: z.array(z.unknown()), Count: z.int() })
  .refine(({ value, Count }) => value.length === Count);

/** Windows PowerShell may write a list of one as its element, and an empty one as null. */
const list = <Element extends z.ZodType>(element: Element): z.ZodType<z.output<Element>[]> =>
  z.preprocess((value): unknown => (isList(value) ? value : value === null ? [] : [value]), z.array(element));

const answerSchema = z.object({
  id: z.string(),
  output: list(z.unknown()),
  warnings: list(z.string()),
  verbose: list(z.string()),
  error: z
    .object({
      message: z.string(),
      types: list(z.string()),
      fullyQualifiedErrorId: z.string(),
      category: z.string(),
      target: z.string(),
      stack: z.string(),
      sqlNumber: z.number().nullable(),
    })
    .nullable(),
});

export type BridgeAnswer = z.output<typeof answerSchema>;

export type BridgeFunction = 'Initialize-Bridge' | 'Invoke-BridgeRequest';

/** One ASCII line; base64 has no quote, so nothing in a request can leave its literal. */
export function requestLine(
  operation: BridgeFunction,
  request: { readonly id: string } & Readonly<Record<string, unknown>>,
): string {
  return `${operation} '${Buffer.from(JSON.stringify(request), 'utf8').toString('base64')}'`;
}

/** The answer of the request `id`, or the sentence that says why there is none. */
export function readAnswer(stdout: string, id: string): BridgeAnswer | string {
  // Anywhere on a line: what others print without a line end stands before it.
  const markers = [...stdout.matchAll(/<<([0-9A-Za-z-]*):([A-Za-z0-9+/=]*)>>/g)];
  const [marker, ...others] = markers;
  if (marker === undefined) return 'the shell gave no answer';
  if (others.length > 0) return `the shell gave ${String(markers.length)} answers to one request`;
  const [, answered, payload = ''] = marker;
  if (answered !== id) return 'the shell answered another request';
  try {
    const answer = answerSchema.parse(repaired(JSON.parse(Buffer.from(payload, 'base64').toString('utf8'))));
    return answer.id === id ? answer : 'the shell answered another request';
  } catch {
    return 'the answer of the shell cannot be read';
  }
}
