/** What a damaged database was planned to be treated as must not befall one that serves again. */
import { isDamaged } from '../../../domain/primary-pair';
import type { Store } from '../../../domain/topology/pool';
import { refusal } from '../../failure';
import { named } from '../../looks/database';

/** @throws NotFenced when the database is no longer SUSPECT or RECOVERY_PENDING. */
export function confirmStillDamaged(store: Store, state: string | undefined): void {
  if (isDamaged(state)) return;
  throw refusal(
    'NotFenced',
    `mgc on ${named(store)} was damaged when the plan was made and is ${state ?? 'not there'} now. Abort and start again, so that the plan counts with what there is.`,
  );
}
