/** How every procedure runs: the lock, the topology, the diagnosis, the plan, the consents, then the runbook that was approved. */
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  TemporalFailure,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunDescription } from '../activities/orchestrator';
import type { Observation } from '../domain/observation';
import type { EarlyConsent } from '../domain/run/decision';
import type { ConsentUpdate, Plan } from '../domain/run/plan';
import { planChange } from '../domain/run/plan-change';
import type { Report } from '../domain/run/report';
import { workflowIdOf } from '../domain/topology/pool';
import { observe } from './diagnose';
import { Executor } from './executor';
import { sentenceOf } from './failure-sentence';
import { Hosts, orchestrator } from './hosts';
import { Abandoned, Aborted, Operator } from './operator';
import { refuse } from './refusals';
import { Shown } from './shown';

type Given = Partial<Record<ConsentUpdate, EarlyConsent>>;

/**
 * The workflow of every type: its type is the name of a procedure of the registry. Input: one JSON object such as
 * `{ "pool": "chat.contoso.com" }`; what else it takes, the procedure's row says.
 */
export async function procedure(input: unknown): Promise<Report> {
  const { workflowType } = workflowInfo();
  const shown = new Shown(workflowType, poolIn(input));
  const operator = new Operator(shown);
  operator.listen();
  let executor: Executor | undefined;
  let compare = (): Promise<void> => Promise.resolve();
  try {
    refuseTimeout();
    const {
      pool,
      hosts,
      request,
      looks,
      owed = [],
      owedReason,
      notTaken = [],
    } = await begin(workflowType, input, shown);
    executor = new Executor(pool, hosts, shown, operator, () => describeRun(workflowType, input));

    const plan = async (): Promise<Plan> => {
      shown.enter('diagnosing');
      const observation = await observe(pool, hosts, looks);
      const written = await orchestrator.writePlan({
        scope: hosts.scope,
        procedure: workflowType,
        request,
        observation,
        ...(owed.length === 0 ? {} : { owed }),
      });
      shown.expect(written);
      compare = async () => {
        shown.differs = await differencesFrom(observation, () => observe(pool, hosts, []));
      };
      if (written.obstacles.length > 0)
        throw refuse(
          'Obstacles',
          written.obstacles.map(({ says }) => says),
        );
      return written;
    };
    shown.notes.push(...notTaken);
    if (owedReason !== undefined)
      shown.notes.push(`Whether an earlier run owes an undo is not known, for Temporal did not tell: ${owedReason}`);
    const agreed = await agreedPlan(plan, request as Given, shown, operator, notTaken);
    shown.starts(agreed.serving, pool);
    await executor.run(agreed.entries);
    return shown.end('done');
  } catch (failure) {
    if (failure instanceof Abandoned) return shown.end('abandoned');
    const isCancelled = isCancellation(failure);
    if (!(failure instanceof Aborted) && !isCancelled) {
      if (failure instanceof TemporalFailure) shown.enter('ended');
      throw failure;
    }
    const isBack = await takenBack(executor);
    if (isBack && shown.hasBegun()) await CancellationScope.nonCancellable(compare);
    const report = shown.end(isBack ? 'undone' : 'abandoned');
    if (isCancelled) throw failure;
    return report;
  }
}

/** @returns whether the run came to the end of it; else a person abandoned it. */
async function takenBack(executor: Executor | undefined): Promise<boolean> {
  try {
    await executor?.takeBack();
    return true;
  } catch (failure) {
    if (failure instanceof Abandoned) return false;
    throw failure;
  }
}

/** What was seen before the first act, held against what is seen now. */
async function differencesFrom(before: Observation, look: () => Promise<Observation>): Promise<string[]> {
  try {
    return await orchestrator.compareEstate({ before, after: await look() });
  } catch (failure) {
    return [`Whether the estate is as it was could not be seen: ${sentenceOf(failure)}`];
  }
}

/** The server would end the run half-way, without an undo. */
function refuseTimeout(): void {
  const { executionTimeoutMs, runTimeoutMs } = workflowInfo();
  const [kind, milliseconds] = executionTimeoutMs ? ['execution', executionTimeoutMs] : ['run', runTimeoutMs];
  if (!milliseconds) return;
  throw refuse('RunTimeout', [
    `This run was started with ${kind === 'execution' ? 'an execution' : 'a run'} timeout of ${String(milliseconds / 1000)} s: Temporal would end it half-way then, with nothing undone. Start it again without a timeout.`,
  ]);
}

const poolIn = (input: unknown): string => {
  const pool = typeof input === 'object' && input !== null && 'pool' in input ? input.pool : undefined;
  return typeof pool === 'string' ? pool : '';
};

async function begin(
  procedureName: string,
  input: unknown,
  shown: Shown,
): Promise<Omit<RunDescription, 'fingerprint' | 'locks'> & { hosts: Hosts }> {
  const { fingerprint, locks, ...description } = await describeRun(procedureName, input);
  const { pool } = description;
  shown.pool = pool.fqdn;
  const { workflowId, firstExecutionRunId } = workflowInfo();
  const expected = workflowIdOf(pool.fqdn);
  // One procedure a pool at a time: started under another id, a procedure that changes a pool refuses itself.
  if (locks && workflowId !== expected)
    throw refuse('WrongWorkflowId', [
      `This run has the workflow id "${workflowId}". A procedure for this pool must be started as "${expected}", so that only one can run at a time.`,
    ]);
  shown.announce();
  // A run that was reset is to find the jobs and files of the one before it.
  const token = firstExecutionRunId.replaceAll('-', '').slice(0, 10);
  return {
    ...description,
    hosts: new Hosts(pool, { pool: pool.fqdn, topology: fingerprint, token }),
  };
}

async function describeRun(name: string, input: unknown): Promise<RunDescription> {
  try {
    return await orchestrator.describeRun({ procedure: name, input });
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    const cause = failure instanceof ActivityFailure ? failure.cause : failure;
    throw refuse(cause instanceof ApplicationFailure ? (cause.type ?? 'Unexpected') : 'Unexpected', [
      sentenceOf(failure),
    ]);
  }
}

/**
 * The plan that everybody has agreed to who must. Where the run had to wait for that, it looks again:
 * the same plan, or one with more in it than was promised, goes on; any other one is to be agreed to anew.
 */
async function agreedPlan(
  write: () => Promise<Plan>,
  given: Given,
  shown: Shown,
  operator: Operator,
  notTaken: readonly string[],
): Promise<Plan> {
  let plan = await write();
  const refused = [...notTaken];
  for (const update of plan.consents) {
    const consent = given[update];
    if (consent === undefined) continue;
    // A run that an older release began names none.
    if (consent.plan === undefined || consent.plan === plan.hash) operator.decide(update, consent);
    else refused.push(otherPlan(update, consent.plan, plan.hash));
  }
  while (await waitedForConsents(plan, shown, operator, refused)) {
    const fresh = await write();
    const change = planChange(plan, fresh);
    if (change === 'more') shown.notes.push(moreThanPromised(plan, fresh));
    plan = fresh;
    if (change !== 'other') break;
  }
  return plan;
}

const otherPlan = (update: ConsentUpdate, named: string, now: string): string =>
  `The input carries ${update} for plan ${named}, and the plan is ${now} now. It is not taken; read the plan, then send ${update}.`;

const moreThanPromised = (agreed: Plan, now: Plan): string =>
  `After the consent to plan ${agreed.hash} log shipping had gone on. Plan ${now.hash}, which keeps all that was promised, took its place.${
    now.lossBound === undefined ? '' : ` ${now.lossBound.says}`
  }`;

/** Waits for each consent that the input does not carry. A consent counts for the plan it was given for. */
async function waitedForConsents(
  { hash, consents, lossBound }: Plan,
  shown: Shown,
  operator: Operator,
  refused: readonly string[],
): Promise<boolean> {
  const missing = (): ConsentUpdate[] =>
    consents.filter(
      (update) => !shown.decisions.some((decision) => decision.update === update && decision.plan === hash),
    );
  if (missing().length === 0) return false;
  const sentence = (): string =>
    [lossBound?.says, ...refused, `It waits for ${missing().join(' and ')} of plan ${hash}.`].filter(Boolean).join(' ');
  await operator.waitFor('awaiting consent', sentence, () => missing().length === 0);
  return true;
}
