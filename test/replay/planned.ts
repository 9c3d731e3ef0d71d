/** What today's code makes of the situation that a run found: its request and its plan, beside those that are recorded. */
import { ApplicationFailure } from '@temporalio/common';
import {
  createOrchestratorActivities,
  type OrchestratorActivities,
  type RunDescription,
} from '../../activities/orchestrator';
import { procedures, type Registry } from '../../procedures/registry';
import { differences } from './difference';
import { attributesOf, typeOf, type EventAttributes, type HistoryEvent } from './events';
import { decoded } from './payloads';

interface Recorded {
  readonly activity: string;
  readonly input: unknown;
  /** When it was asked: a consent runs out. */
  readonly at: Date;
  readonly outcome: Outcome;
}

type Outcome = { readonly gives: unknown } | { readonly fails: string };

/** What the orchestrator's own activities were given and gave. */
function recordedIn(events: readonly HistoryEvent[]): Recorded[] {
  const scheduled = new Map<string, Omit<Recorded, 'outcome'>>();
  return events.flatMap((event) => {
    const {
      activityType,
      input,
      scheduledEventId = '',
      result,
      failure,
    } = decoded(attributesOf(event)) as EventAttributes;
    const type = typeOf(event);
    if (type === 'ActivityTaskScheduled')
      scheduled.set(event.eventId, {
        activity: activityType?.name ?? '',
        input: input?.payloads?.[0],
        at: new Date(event.eventTime),
      });
    const asked = scheduled.get(scheduledEventId);
    if (asked === undefined || !['describeRun', 'writePlan', 'compareEstate'].includes(asked.activity)) return [];
    if (type === 'ActivityTaskCompleted') return [{ ...asked, outcome: { gives: result?.payloads?.[0] } }];
    return type === 'ActivityTaskFailed'
      ? [{ ...asked, outcome: failed(failure?.applicationFailureInfo?.type, failure?.message) }]
      : [];
  });
}

const failed = (type = '', message = ''): Outcome => ({ fails: `${type}: ${message}` });

/** Lines; empty where today's code makes the same of it. `registry`: the procedures as they are now. */
export async function planDifferences(
  events: readonly HistoryEvent[],
  registry: Registry = procedures,
): Promise<string[]> {
  const recorded = recordedIn(events);
  const described = recorded.find(({ activity }) => activity === 'describeRun')?.outcome;
  const pools = described !== undefined && 'gives' in described ? [(described.gives as RunDescription).pool] : [];
  const all = await Promise.all(
    recorded.map(async ({ activity, input, at, outcome }) => {
      const activities = createOrchestratorActivities({ pools }, registry, () => at);
      const now = await outcomeOf(activities[activity as keyof OrchestratorActivities](input as never));
      return outcomesDiffer(activity, outcome, now);
    }),
  );
  // A run that asks for consents writes its plan twice.
  return [...new Set(all.flat())];
}

const outcomeOf = (answer: Promise<unknown>): Promise<Outcome> =>
  answer.then(
    // As it would stand in a history.
    (result) => ({ gives: JSON.parse(JSON.stringify(result)) as unknown }),
    (failure: unknown) => {
      if (!(failure instanceof ApplicationFailure)) throw failure;
      return failed(failure.type ?? undefined, failure.message);
    },
  );

function outcomesDiffer(activity: string, recorded: Outcome, now: Outcome): string[] {
  if ('gives' in recorded && 'gives' in now) {
    const lines = differences(recorded.gives, now.gives, activity);
    // A hash changes with everything that it names, and tells nothing beside it.
    return lines.length > 1 ? lines.filter((line) => !line.startsWith(`${activity} / hash:`)) : lines;
  }
  const [before, after] = [recorded, now].map((outcome) => ('gives' in outcome ? 'a result' : outcome.fails));
  return before === after ? [] : [`${activity}: recorded ${before!}, now ${after!}`];
}
