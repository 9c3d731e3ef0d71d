/**
 * What a person may send to a run, checked before it counts. It is checked inside workflows, whose modules are evaluated anew
 * for every run: hence zod's small variant, and schemas that are made when something is checked.
 */
import * as z from 'zod/mini';
import { problemsOf, type Kind } from './input-problems';

const sentence = (error: string) => z.string({ error }).check(z.trim(), z.minLength(1, { error }));
const nameAndReason = '{"by":"your name","reason":"why"}';

/** What our own lines show where a person is to type: sent as it stands, nobody has said anything. */
const placeholders: readonly string[] = [
  ...['your name', 'your name here', 'name', 'my name', 'who', 'by', 'somebody', 'someone', 'user'],
  ...['why', 'reason', 'your reason', 'your reason here', 'the reason', 'a reason', 'who and why'],
  ...['todo', 'tbd', 'xxx', 'n/a', 'string', 'null', 'undefined'],
];

const isSaid = (text: string): boolean => {
  const bare = text.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  return bare !== '' && !placeholders.includes(bare);
};

const said = (error: string) => z.string({ error }).check(z.trim(), z.refine(isSaid, { error }));

const whoAndWhy = () => ({ by: said('must name the person who decides'), reason: said('must say why') });

const earlyExample =
  '{"by":"your name","reason":"why","unseen":true,"givenAt":"2026-11-26T03:15:00Z"}, or with "plan":"hash" in the place of "unseen"';

/** A consent in the input of a start, where nobody may have read the plan. */
export const earlyConsentSchema = () =>
  z
    .strictObject(
      {
        ...whoAndWhy(),
        /** Hash of the plan that the person read. */
        plan: z.optional(sentence('must be the hash of the plan that was read')),
        unseen: z.optional(z.literal(true, { error: 'must be true where it is said' })),
        /** When it was given: it runs out. */
        givenAt: z.iso.datetime({ error: 'must say when it was given, in UTC, such as "2026-11-26T03:15:00Z"' }),
      },
      { error: `must be an object such as ${earlyExample}` },
    )
    .check(
      z.refine(({ plan, unseen }) => (plan === undefined) !== (unseen === undefined), {
        error: 'must name the plan that it is for ("plan"), or say that nobody has seen it ("unseen": true)',
      }),
    );

const planConsent = () =>
  z.strictObject({
    ...whoAndWhy(),
    /** Hash of the plan that the person read; a stale one is refused. */
    plan: z.optional(z.string({ error: 'must be the hash of the plan that was read' })),
  });
const stepDecision = () =>
  z.strictObject({
    ...whoAndWhy(),
    step: sentence('must be the id of the step that waits'),
    /** Of a retry: go on with the topology file as the workers have it now. */
    acceptTopology: z.optional(z.literal(true, { error: 'must be true where it is said' })),
  });

/** Who decides, and why: recorded in history as sent. */
export interface Decision {
  readonly by: string;
  readonly reason: string;
}
export type EarlyConsent = z.output<ReturnType<typeof earlyConsentSchema>>;
export type PlanConsent = z.output<ReturnType<typeof planConsent>>;
export type StepDecision = z.output<ReturnType<typeof stepDecision>>;

const payload = (example: string): Kind => ({
  name: 'payload',
  example: `Type one JSON object, for instance ${example}.`,
});

/** What is wrong with the payload of `approve`, `acceptDataLoss` or `abort`; empty when nothing is. */
export const consentProblems = (input: unknown): readonly string[] =>
  problemsOf(planConsent(), input, payload(nameAndReason));

/** What is wrong with the payload of `retryStep` or `skipStep`; empty when nothing is. */
export const decisionProblems = (input: unknown): readonly string[] =>
  problemsOf(stepDecision(), input, payload('{"step":"mirrorBackup","by":"your name","reason":"why"}'));
