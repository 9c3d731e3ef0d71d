/** What a person (or an alert) may type to start a procedure: one JSON object, `{ "pool": "chat.contoso.com" }` is enough. */
import { z } from 'zod';
import { earlyConsentSchema, type EarlyConsent } from './decision';
import { parseInput, type Parsed } from './input-problems';

export type { Parsed } from './input-problems';

/** What every procedure takes; each adds what is its own. */
export const startShape = {
  pool: z
    .string({ error: 'must be the FQDN of a pool of the topology file' })
    .trim()
    .min(1, { error: 'must be the FQDN of a pool of the topology file' }),
  approve: z.optional(earlyConsentSchema()),
};

export interface StartRequest {
  readonly pool: string;
  approve?: EarlyConsent | undefined;
  acceptDataLoss?: EarlyConsent | undefined;
}

export const acceptDataLossShape = { acceptDataLoss: z.optional(earlyConsentSchema()) };

export const parseRequest = <Request>(schema: z.ZodType<Request>, input: unknown): Parsed<Request> =>
  parseInput(schema, input, {
    name: 'input',
    example: 'Start it with one JSON object, for instance {"pool":"chat.contoso.com"}.',
  });
