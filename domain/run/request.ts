/** What a person (or an alert) may type to start a procedure: one JSON object, `{ "pool": "chat.contoso.com" }` is enough. */
import { z } from 'zod';

const sentence = (error: string) => z.string({ error }).trim().min(1, { error });
const nameAndReason = '{"by":"your name","reason":"why"}';

const consent = z.strictObject(
  { by: sentence('must name the person who decides'), reason: sentence('must say why') },
  { error: `must be an object such as ${nameAndReason}` },
);

const pool = sentence('must be the FQDN of a pool of the topology file');

const failoverRequest = z.strictObject({
  pool,
  /** Service first: users wait while a mirror is being seeded, so the chat servers go first. */
  order: z
    .enum(['service-first', 'as-documented'], { error: 'must be "service-first" or "as-documented"' })
    .default('service-first'),
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

interface Kind {
  readonly name: 'input' | 'payload';
  readonly example: string;
}

const start: Kind = {
  name: 'input',
  example: 'Start it with one JSON object, for instance {"pool":"chat.contoso.com"}.',
};

function kindOf(input: unknown): string {
  if (input === undefined) return 'nothing';
  if (input === null) return 'null';
  return Array.isArray(input) ? 'an array' : `a ${typeof input}`;
}

function parse<Request>(schema: z.ZodType<Request>, input: unknown, { name, example }: Kind): Parsed<Request> {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return { problems: [`The ${name} is ${kindOf(input)}, not an object. ${example}`] };
  const parsed = schema.safeParse(input);
  if (parsed.success) return { request: parsed.data };
  return {
    problems: parsed.error.issues.map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.map((key) => `"${[...issue.path, key].join('.')}"`).join(', ')} is not known here. ${example}`
        : `"${issue.path.join('.')}" ${issue.message}.`,
    ),
  };
}

export const parseFailoverRequest = (input: unknown): Parsed<FailoverRequest> => parse(failoverRequest, input, start);
export const parseFailbackRequest = (input: unknown): Parsed<FailbackRequest> => parse(failbackRequest, input, start);

const planConsent = z.strictObject({
  ...consent.shape,
  plan: z.string({ error: 'must be the hash of the plan that was read' }).optional(),
});
const stepDecision = z.strictObject({ ...consent.shape, step: sentence('must be the id of the step that waits') });

const payload = (example: string): Kind => ({
  name: 'payload',
  example: `Type one JSON object, for instance ${example}.`,
});

function problemsOf(schema: z.ZodType, input: unknown, kind: Kind): readonly string[] {
  const parsed = parse(schema, input, kind);
  return 'problems' in parsed ? parsed.problems : [];
}

/** What is wrong with the payload of `approve`, `acceptDataLoss` or `abort`; empty when nothing is. */
export const consentProblems = (input: unknown): readonly string[] =>
  problemsOf(planConsent, input, payload(nameAndReason));

/** What is wrong with the payload of `retryStep` or `skipStep`; empty when nothing is. */
export const decisionProblems = (input: unknown): readonly string[] =>
  problemsOf(stepDecision, input, payload('{"step":"mirrorBackup","by":"your name","reason":"why"}'));
