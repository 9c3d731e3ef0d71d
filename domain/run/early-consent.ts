/**
 * A consent that stands in the input of a start. The Web UI offers the last run's input again, so one click could repeat what
 * somebody agreed to last month: it names its plan or says that nobody has seen one, and runs out.
 */
import type { EarlyConsent } from './decision';
import type { ConsentUpdate } from './plan';

/** How long it counts. */
const lifetimeMinutes = 15;
/** How far the clock of whoever wrote it may be ahead. */
const skewMinutes = 5;

/** Why it does not count when a run begins at `now`; `undefined` when it does. */
export function refusalOfEarlyConsent(
  update: ConsentUpdate,
  { by, givenAt }: EarlyConsent,
  now: Date,
): string | undefined {
  const age = Math.floor((now.getTime() - Date.parse(givenAt)) / 60_000);
  if (age <= lifetimeMinutes && age >= -skewMinutes) return undefined;
  const when =
    age < 0
      ? `${String(-age)} min after the run began, which cannot be`
      : `${String(age)} min before the run began, and counts for ${String(lifetimeMinutes)} min`;
  return `The input carries ${update} by ${by}, given at ${givenAt}: ${when}. It is not taken; read the plan, then send ${update}.`;
}

/** The consents of a checked input that count, and a sentence for each that does not. */
export function takenEarly<Request extends Partial<Record<ConsentUpdate, EarlyConsent | undefined>>>(
  request: Request,
  now: Date,
): { readonly request: Request; readonly notTaken: readonly string[] } {
  const refused = (['approve', 'acceptDataLoss'] as const).flatMap((update) => {
    const consent = request[update];
    const says = consent === undefined ? undefined : refusalOfEarlyConsent(update, consent, now);
    return says === undefined ? [] : [{ update, says }];
  });
  const without = Object.fromEntries(refused.map(({ update }) => [update, undefined]));
  return { request: { ...request, ...without }, notTaken: refused.map(({ says }) => says) };
}
