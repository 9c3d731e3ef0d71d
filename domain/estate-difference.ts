/** What an undo did not put back, as seen: the estate before the first act held against the estate after the last undo. */
import { noShipping, type SecondaryRecord, type ShippingFacts, type StandingJob } from './log-shipping-record';
import { storeSeen, type DatabaseFacts, type LyncFacts, type Observation, type StoreFacts } from './observation';

/** A sentence each; what could not be seen is one too. */
export function estateDifferences(before: Observation, after: Observation): string[] {
  return [
    ...lyncDifferences(before.lync, after),
    ...before.stores.flatMap((store) => storeDifferences(store, storeSeen(after, store.role, store.database))),
  ];
}

function lyncDifferences(before: LyncFacts | undefined, { lync: after }: Observation): string[] {
  if (before === undefined) return [];
  if (after === undefined) return ['Lync could not be asked whether pool state and active list are as they were.'];
  const listed = ({ activeServers }: LyncFacts): string =>
    [...activeServers]
      .map((server) => server.toLowerCase())
      .sort()
      .join(', ') || 'nobody';
  return [
    ...(before.poolState === after.poolState
      ? []
      : [`The pool state was ${before.poolState} and is ${after.poolState}.`]),
    ...(listed(before) === listed(after) ? [] : [`Active were ${listed(before)}, and are ${listed(after)}.`]),
  ];
}

function storeDifferences(before: StoreFacts, after: StoreFacts | undefined): string[] {
  const { database, instance } = before;
  if (before.server === undefined) return [];
  if (after?.server === undefined)
    return [`${instance} does not answer, so whether ${database} there is as it was is not known.`];
  const [was, is] = [copySays(before.copy), copySays(after.copy)];
  return [
    ...(was === is ? [] : [`${database} on ${instance} was ${was}, and is ${is}.`]),
    ...shippingDifferences(instance, before.shipping ?? noShipping, after.shipping ?? noShipping),
  ];
}

function copySays(copy: DatabaseFacts | undefined): string {
  if (copy === undefined) return 'not there';
  const { state, userAccess, recoveryModel, owner, mirroringRole, session } = copy;
  return [
    state,
    ...(state === 'ONLINE' ? [userAccess, recoveryModel, `owned by ${owner ?? 'nobody'}`] : []),
    mirroringRole ?? 'not mirrored',
    ...(session === undefined ? [] : [session.witness === null ? 'without a witness' : 'with a witness']),
  ].join(', ');
}

function shippingDifferences(instance: string, before: ShippingFacts, after: ShippingFacts): string[] {
  return [
    ...half(`${instance} as log-shipping primary of mgc`, before.primary, after.primary),
    ...half(
      `${instance} as log-shipping secondary of mgc`,
      settings(before.secondary?.record),
      settings(after.secondary?.record),
    ),
    ...before.jobs.flatMap((job) => jobDifferences(instance, job, after.jobs)),
  ];
}

function half(what: string, before: object | undefined, after: object | undefined): string[] {
  if (isSame(before, after)) return [];
  if (after === undefined) return [`${what} is not configured any more.`];
  return [
    before === undefined ? `${what} was not configured, and is now.` : `${what} is configured otherwise than it was.`,
  ];
}

/** Its jobs stand beside it, and how far it has come moves on. */
function settings(record: SecondaryRecord | undefined): object | undefined {
  if (record === undefined) return undefined;
  const {
    copyJob: _copy,
    restoreJob: _restore,
    lastCopiedFile: _copied,
    lastRestoredFile: _restored,
    ...rest
  } = record;
  return rest;
}

function jobDifferences(instance: string, before: StandingJob, jobs: readonly StandingJob[]): string[] {
  const after = jobs.find(({ name }) => name.toLowerCase() === before.name.toLowerCase());
  if (after === undefined) return [`The job ${before.name} on ${instance} is gone.`];
  return [
    ...(before.enabled === after.enabled
      ? []
      : [`The job ${before.name} on ${instance} was ${enabledSays(before)}, and is ${enabledSays(after)}.`]),
    ...(isSame(schedulesOf(before), schedulesOf(after))
      ? []
      : [`The schedules of the job ${before.name} on ${instance} are others than they were.`]),
  ];
}

const enabledSays = ({ enabled }: StandingJob): string => (enabled ? 'enabled' : 'disabled');

const schedulesOf = ({ schedules }: StandingJob): object[] =>
  schedules
    .map(({ scheduleId: _id, ...schedule }) => schedule)
    .sort((left, right) => left.name.localeCompare(right.name, 'en'));

/** Two looks at the same thing list its fields in any order. */
const isSame = (left: object | undefined, right: object | undefined): boolean =>
  left === undefined || right === undefined ? left === right : inOrder(left) === inOrder(right);

const inOrder = (value: object): string =>
  JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)))
      : item,
  );
