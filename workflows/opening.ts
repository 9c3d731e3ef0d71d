/** How every procedure begins: the lock, the topology, the diagnosis, the plan, the consents. */
import { isCancellation, setHandler, workflowInfo } from '@temporalio/workflow';
import type { Scope } from '../activities/signatures';
import { principalSeen, type Observation } from '../domain/observation';
import { refusalOf, type OperatorUpdate } from '../domain/run/phase';
import { consentProblems, decisionProblems, type Consent } from '../domain/run/request';
import { workflowIdOf, type DataCentreSide, type Pool } from '../domain/topology/pool';
import { hostsOf, orchestrator, type Hosts } from './activity-proxies';
import { observe } from './diagnosis';
import { sentenceOf } from './failure-sentence';
import * as messages from './messages';
import { Procedure, refusalOfWorkflowId, refuse } from './procedure';
import type { ProcedureName } from '../domain/steps';

export interface Opened {
  readonly procedure: Procedure;
  readonly pool: Pool;
  readonly hosts: Hosts;
  readonly scope: Scope;
  readonly seen: Observation;
}

export interface Opening {
  readonly name: ProcedureName;
  readonly pool: string;
  readonly order: string;
  readonly approve?: Consent | undefined;
  readonly acceptDataLoss?: Consent | undefined;
}

/** A refusal as an operator should see it: a sentence, no stack. */
function refuseUpdate(sentence: string): never {
  const error = new Error(sentence);
  error.stack = '';
  throw error;
}

/** Registers every query and update; called before the first await, so that none is lost. */
function listen(procedure: Procedure): void {
  setHandler(messages.progress, () => procedure.progress(), {
    description: 'Where the run stands, and what it waits for',
  });
  setHandler(messages.plan, () => procedure.plan, { description: 'Each step with its exact T-SQL and cmdlets' });
  setHandler(messages.report, () => procedure.report(), { description: 'What the run did, decided and found' });

  const inPhase = (update: OperatorUpdate): void => {
    const refusal = procedure.refusalOfSecond(update) ?? refusalOf(update, procedure.phase);
    if (refusal !== undefined) refuseUpdate(refusal);
  };
  const consent = (update: 'approve' | 'acceptDataLoss' | 'abort', does: string, description: string): void => {
    setHandler(
      messages[update],
      (payload: messages.PlanConsent) => {
        procedure.decide(update, payload);
        return `${does}, ${payload.by}.`;
      },
      {
        description,
        validator: (payload) => {
          inPhase(update);
          const [problem] = consentProblems(payload);
          if (problem !== undefined) refuseUpdate(problem);
          const { plan } = payload as messages.PlanConsent;
          if (update === 'approve' && plan === undefined) {
            refuseUpdate(`Name the plan that you read: add "plan":"${procedure.planHash ?? ''}".`);
          }
          if (plan !== undefined && plan !== procedure.planHash) {
            refuseUpdate(
              `The plan "${plan}" is stale; it is now "${procedure.planHash ?? 'not written yet'}". Read it (query "plan") and decide again.`,
            );
          }
        },
      },
    );
  };
  const decision = (update: 'retryStep' | 'skipStep', does: string, description: string): void => {
    setHandler(
      messages[update],
      (payload: messages.StepDecision) => {
        procedure.decide(update, payload);
        return `${does} "${payload.step}", ${payload.by}.`;
      },
      {
        description,
        validator: (payload) => {
          const problem = decisionProblems(payload)[0];
          const { step } = (problem === undefined ? payload : {}) as Partial<messages.StepDecision>;
          const answered = step === undefined ? undefined : procedure.refusalOfSecondAnswer(step);
          if (answered !== undefined) refuseUpdate(answered);
          inPhase(update);
          const refusal = problem ?? procedure.refusalOfStep(update, (payload as messages.StepDecision).step);
          if (refusal !== undefined) refuseUpdate(refusal);
        },
      },
    );
  };
  consent(
    'approve',
    'Approved',
    'Agree to the plan. Type: {"by":"your name","reason":"why","plan":"hash of the plan"}',
  );
  consent(
    'acceptDataLoss',
    'Loss accepted',
    'Agree to lose what the plan says may be lost. Type: {"by":"your name","reason":"why"}',
  );
  consent(
    'abort',
    'Aborting',
    'Undo every step and end, before the point of no return. Type: {"by":"your name","reason":"why"}',
  );
  decision('retryStep', 'Retrying', 'Try the failed step again. Type: {"step":"id","by":"your name","reason":"why"}');
  decision(
    'skipStep',
    'Skipping',
    'Leave the failed step out, where the catalogue allows it. Type: {"step":"id","by":"your name","reason":"why"}',
  );
}

/** Takes the lock, diagnoses, writes the plan and stops with every obstacle at once. @throws refusals, as sentences. */
export function open(
  { name, pool: asked, order, approve, acceptDataLoss }: Opening,
  body: (opened: Opened) => Promise<void>,
) {
  const procedure = new Procedure(name, asked);
  listen(procedure);
  return procedure.run(async () => {
    const wrongId = refusalOfWorkflowId(workflowIdOf(asked));
    if (wrongId !== undefined) throw refuse('WrongWorkflowId', [wrongId]);
    procedure.announce();

    const { pool, fingerprint } = await describePool(asked);
    const hosts = hostsOf(pool);
    const scope: Scope = {
      pool: pool.fqdn,
      topology: fingerprint,
      token: workflowInfo().runId.replaceAll('-', '').slice(0, 10),
    };
    const look = async (): Promise<Observation> => {
      procedure.enter('diagnosing');
      const seen = await observe(pool, hosts, scope, name === 'failover' ? 'chain' : 'share');
      const plan = await orchestrator.writePlan({ scope, procedure: name, order, observation: seen });
      procedure.expect(plan);
      if (plan.obstacles.length > 0)
        throw refuse(
          'Obstacles',
          plan.obstacles.map(({ says }) => says),
        );
      return seen;
    };

    let seen = await look();
    while (!(await consented(procedure, { approve, acceptDataLoss }))) seen = await look();
    procedure.enter('running');
    procedure.serves(servingSide(seen), pool);
    await body({ procedure, pool, hosts, scope, seen });
  });
}

async function describePool(pool: string): ReturnType<typeof orchestrator.describePool> {
  try {
    return await orchestrator.describePool({ pool });
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    throw refuse('PoolUnknown', [sentenceOf(failure)]);
  }
}

/** Milliseconds after which a plan is looked at again before it is executed: the estate may have moved on. */
const planAges = 10 * 60_000;

/**
 * Waits for each consent that the input does not carry (DESIGN 5, rule 7). A consent counts for the plan it was given for.
 * @returns false when the plan is too old to be executed: it is to be written again, and agreed to if it has changed.
 */
async function consented(
  procedure: Procedure,
  given: { approve?: Consent | undefined; acceptDataLoss?: Consent | undefined },
): Promise<boolean> {
  const plan = procedure.planHash;
  const writtenAt = Date.now();
  const loss = procedure.plan?.lossBound;
  const wanted = loss?.kind === 'since' ? (['acceptDataLoss', 'approve'] as const) : (['approve'] as const);
  const missing = (): ('approve' | 'acceptDataLoss')[] =>
    wanted.filter(
      (update) => !procedure.decisions.some((decision) => decision.update === update && decision.plan === plan),
    );
  if (procedure.decisions.length === 0) {
    for (const update of wanted) {
      const consent = given[update];
      if (consent !== undefined) procedure.decide(update, consent);
    }
  }
  if (missing().length === 0) return true;
  const sentence = (): string =>
    `${loss === undefined ? '' : `${loss.says} `}It waits for ${missing().join(' and ')} of plan ${plan ?? ''}.`;
  await procedure.waitFor('awaiting consent', sentence, () => missing().length === 0);
  return Date.now() - writtenAt < planAges;
}

/** The data centre that serves clients, as far as anybody can see. */
function servingSide(seen: Observation): DataCentreSide | undefined {
  if (seen.lync?.poolState === 'FailedOver') return 'secondary';
  return principalSeen(seen) === undefined ? undefined : 'primary';
}
