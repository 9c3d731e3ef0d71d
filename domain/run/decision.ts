/**
 * What a person may send to a run, checked before it counts. It is checked inside workflows, whose modules are evaluated anew
 * for every run: hence zod's small variant, and schemas that are made when something is checked.
 */
import * as z from 'zod/mini';
import { problemsOf, type Kind } from './input-problems';

const sentence = (error: string) => z.string({ error }).check(z.trim(), z.minLength(1, { error }));
const nameAndReason = '{"by":"your name","reason":"why"}';

const whoAndWhy = () => ({ by: sentence('must name the person who decides'), reason: sentence('must say why') });

export const consentSchema = () => z.strictObject(whoAndWhy(), { error: `must be an object such as ${nameAndReason}` });

const planConsent = () =>
  z.strictObject({
    ...whoAndWhy(),
    /** Hash of the plan that the person read; a stale one is refused. */
    plan: z.optional(z.string({ error: 'must be the hash of the plan that was read' })),
  });
const stepDecision = () => z.strictObject({ ...whoAndWhy(), step: sentence('must be the id of the step that waits') });

/** Who decides, and why: recorded in history as sent. */
export type Decision = z.output<ReturnType<typeof consentSchema>>;
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
