/** The activities on the workflows' own queue: what is to be run, and the plan. */
import { estateDifferences } from '../domain/estate-difference';
import { nearestName } from '../domain/nearest-name';
import type { Observation } from '../domain/observation';
import { takenEarly } from '../domain/run/early-consent';
import type { Plan } from '../domain/run/plan';
import type { OwedBefore } from '../domain/run/report';
import { workflowIdOf, type Pool, type Topology } from '../domain/topology/pool';
import type { Look, Procedure } from '../procedures/procedure';
import { procedures, type Registry } from '../procedures/registry';
import { answer } from './attempt';
import { refusal } from './failure';
import { writePlan, type PlanInput } from './plan';
import { fingerprintOf } from './fingerprint';
import { poolNamed, poolOf, type Scope } from './scope';

/** What a run needs to begin with; it stands in the history, so that a later release does not change its path. */
export interface RunDescription {
  readonly pool: Pool;
  readonly fingerprint: string;
  /** The input, checked, with its defaults. */
  readonly request: { readonly pool: string };
  readonly locks: boolean;
  readonly looks: readonly Look[];
  /** Why consents of the input do not count, a sentence each. */
  readonly notTaken?: readonly string[];
  /** What earlier runs of the pool did not take back. */
  readonly owed?: readonly OwedBefore[];
  /** Why that is not known. */
  readonly owedReason?: string;
}

/** When workers asked for activities on a queue. */
export type PollsOf = (taskQueue: string) => Promise<readonly Date[]>;

/** What earlier runs with that workflow id owe, as they left it in Temporal. */
export type OwedOf = (workflowId: string) => Promise<readonly OwedBefore[]>;

/** What the activities ask Temporal. */
export interface AskedOfTemporal {
  readonly pollsOf: PollsOf;
  readonly owedOf: OwedOf;
}

const nobodyAsked: AskedOfTemporal = { pollsOf: () => Promise.resolve([]), owedOf: () => Promise.resolve([]) };

export interface OrchestratorActivities {
  /** @throws ProcedureUnknown, InvalidInput or PoolUnknown, each with what there is. */
  describeRun(input: { procedure: string; input: unknown }): Promise<RunDescription>;
  writePlan(input: { scope: Scope; procedure: string } & Omit<PlanInput, 'token'>): Promise<Plan>;
  /** When a worker last asked for an activity on that queue, as Temporal saw it (ISO, UTC); `null` where none did of late. */
  lastPolled(input: { taskQueue: string }): Promise<string | null>;
  /** What an undo did not put back, a sentence each. */
  compareEstate(input: { before: Observation; after: Observation }): Promise<string[]>;
}

function procedureNamed(registry: Registry, name: string): Procedure {
  const procedure = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (procedure !== undefined) return procedure;
  const known = Object.keys(registry);
  const meant = nearestName(name, known);
  throw refusal(
    'ProcedureUnknown',
    `There is no procedure "${name}". ${meant === undefined ? `There are: ${known.join(', ')}.` : `Did you mean "${meant}"?`}`,
  );
}

/** A failed look is not none. */
async function owedBy(owedOf: OwedOf, workflowId: string): Promise<Pick<RunDescription, 'owed' | 'owedReason'>> {
  try {
    const owed = await owedOf(workflowId);
    return owed.length === 0 ? {} : { owed };
  } catch (error) {
    return { owedReason: error instanceof Error ? error.message : String(error) };
  }
}

export const createOrchestratorActivities = (
  topology: Topology,
  registry: Registry = procedures,
  now: () => Date = () => new Date(),
  { pollsOf, owedOf }: AskedOfTemporal = nobodyAsked,
): OrchestratorActivities => ({
  describeRun: ({ procedure: name, input }) =>
    answer(async () => {
      const procedure = procedureNamed(registry, name);
      const parsed = procedure.parse(input);
      if ('problems' in parsed) throw refusal('InvalidInput', parsed.problems.join('\n'));
      const pool = poolNamed(topology, parsed.request.pool);
      const { locks, looks } = procedure;
      const { request, notTaken } = takenEarly(parsed.request, now());
      return {
        pool,
        fingerprint: fingerprintOf(pool),
        request,
        locks,
        looks,
        ...(notTaken.length === 0 ? {} : { notTaken }),
        ...(locks ? await owedBy(owedOf, workflowIdOf(pool.fqdn)) : {}),
      };
    }),
  writePlan: ({ scope, procedure, ...input }) =>
    answer(() =>
      writePlan(procedureNamed(registry, procedure), poolOf(topology, scope), { token: scope.token, ...input }),
    ),
  async lastPolled({ taskQueue }) {
    const polls = await pollsOf(taskQueue);
    return polls.length === 0 ? null : new Date(Math.max(...polls.map((poll) => poll.getTime()))).toISOString();
  },
  compareEstate: ({ before, after }) => answer(() => estateDifferences(before, after)),
});
