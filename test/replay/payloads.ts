/** Payloads as Temporal's JSON form has them, and what is in them. */

export interface JsonPayload {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly data?: string | null;
}

const encoding = ({ metadata }: JsonPayload): string => Buffer.from(metadata?.['encoding'] ?? '', 'base64').toString();

/** Every payload of ours is JSON, or nothing. */
export function valueOf(payload: JsonPayload): unknown {
  const kind = encoding(payload);
  if (kind === 'binary/null') return undefined;
  if (kind !== 'json/plain') throw new Error(`A payload has the encoding "${kind}", which nothing of ours writes.`);
  return JSON.parse(Buffer.from(payload.data ?? '', 'base64').toString());
}

export const isPayload = (value: unknown): value is JsonPayload =>
  typeof value === 'object' &&
  value !== null &&
  'metadata' in value &&
  typeof value.metadata === 'object' &&
  value.metadata !== null &&
  'encoding' in value.metadata;

/** The same payload with another value. */
export const withValue = (payload: JsonPayload, value: unknown): JsonPayload => ({
  ...payload,
  data: Buffer.from(JSON.stringify(value)).toString('base64'),
});

/** A copy in which every payload is its value. */
export function decoded(value: unknown): unknown {
  if (isPayload(value)) return valueOf(value);
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decoded(item)]));
}

/** A copy in which every text, those in payloads included, is what `change` makes of it; what does not change stays byte for byte. */
export function mapTexts<Value>(value: Value, change: (text: string, key: string) => string): Value {
  const mapped = (item: unknown, key: string): unknown => {
    if (typeof item === 'string') return change(item, key);
    if (isPayload(item)) {
      const before = valueOf(item);
      const after = mapped(before, key);
      return JSON.stringify(after) === JSON.stringify(before) ? item : withValue(item, after);
    }
    if (Array.isArray(item)) return item.map((each) => mapped(each, key));
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([name, each]) => [name, mapped(each, name)]));
  };
  return mapped(value, '') as Value;
}
