/** What a person (or an alert) may type to start a procedure: one JSON object, `{ "pool": "chat.contoso.com" }` is enough. */
import { z } from 'zod';

const consent = z.strictObject({
  by: z.string().trim().min(1, { error: 'must name the person who agrees' }),
  reason: z.string().trim().min(1, { error: 'must say why' }),
});

const pool = z.string().trim().min(1, { error: 'must be the FQDN of a pool of the topology file' });

const failoverRequest = z.strictObject({
  pool,
  /** Service first: users wait while a mirror is being seeded, so the chat servers go first. */
  order: z.enum(['service-first', 'as-documented']).default('service-first'),
  approve: consent.optional(),
  acceptDataLoss: consent.optional(),
});

const failbackRequest = z.strictObject({
  pool,
  method: z
    .literal('as-documented', { error: 'must be "as-documented", the only method there is' })
    .default('as-documented'),
  approve: consent.optional(),
});

export type Consent = z.output<typeof consent>;
export type FailoverRequest = z.output<typeof failoverRequest>;
export type FailbackRequest = z.output<typeof failbackRequest>;

export type Parsed<Request> = { readonly request: Request } | { readonly problems: readonly string[] };

const example = 'Start it with one JSON object, for instance {"pool":"chat.contoso.com"}.';

function parse<Request>(schema: z.ZodType<Request>, input: unknown): Parsed<Request> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    const kind =
      input === undefined
        ? 'nothing'
        : input === null
          ? 'null'
          : Array.isArray(input)
            ? 'an array'
            : `a ${typeof input}`;
    return { problems: [`The input is ${kind}, not an object. ${example}`] };
  }
  const parsed = schema.safeParse(input);
  if (parsed.success) return { request: parsed.data };
  return {
    problems: parsed.error.issues.map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.map((key) => `"${key}"`).join(', ')} is not known here. ${example}`
        : `"${issue.path.join('.')}" ${issue.message}.`,
    ),
  };
}

export const parseFailoverRequest = (input: unknown): Parsed<FailoverRequest> => parse(failoverRequest, input);
export const parseFailbackRequest = (input: unknown): Parsed<FailbackRequest> => parse(failbackRequest, input);

const parseConsent = z.strictObject({ ...consent.shape, plan: z.string().optional() });
const parseDecision = z.strictObject({ ...consent.shape, step: z.string().trim().min(1) });

/** What is wrong with the payload of `approve`, `acceptDataLoss` or `abort`; empty when nothing is. */
export function consentProblems(payload: unknown): readonly string[] {
  const parsed = parse(parseConsent, payload);
  return 'problems' in parsed ? parsed.problems : [];
}

/** What is wrong with the payload of `retryStep` or `skipStep`; empty when nothing is. */
export function decisionProblems(payload: unknown): readonly string[] {
  const parsed = parse(parseDecision, payload);
  return 'problems' in parsed ? parsed.problems : [];
}
