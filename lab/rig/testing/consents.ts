/** Consents in the input of a start, as somebody gives them who has not seen the plan. */
import type { EarlyConsent } from '../../../domain/run/decision';
import type { ConsentUpdate } from '../../../domain/run/plan';
import { procedures, type ProcedureName } from '../../../procedures/registry';

export const unseen = (who: { readonly by: string; readonly reason: string }): EarlyConsent => ({
  ...who,
  unseen: true,
  givenAt: new Date().toISOString(),
});

/** Every consent that the procedure may ask for. */
export function consentsUnseen(
  procedure: ProcedureName,
  who: { readonly by: string; readonly reason: string },
): Partial<Record<ConsentUpdate, EarlyConsent>> {
  const consent = unseen(who);
  return procedures[procedure].mayLose ? { approve: consent, acceptDataLoss: consent } : { approve: consent };
}
