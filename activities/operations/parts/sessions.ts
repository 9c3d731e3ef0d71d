/** Ends what others have open in mgc, right before a statement that needs it for itself. */
import type { Act } from '../../../domain/run/plan';
import { each } from '../../../domain/sql-text';
import type { Store } from '../../../domain/topology/pool';
import { perEach, statementsOn } from '../../acts';
import type { Context } from '../../context';
import { sessionsOf } from '../../looks/database';
import { statements } from '../../statements';

/** Kills every session that has mgc open; one that ended by itself is no error. */
export async function endSessions({ tools }: Context, store: Store): Promise<void> {
  for (const { session } of await sessionsOf(tools, store, 'mgc')) {
    await tools.sql.execute(store, statements.endSession(session), { accept: ['AlreadyInEffect'] });
  }
}

export const sessionLines = (store: Store): Act[] =>
  statementsOn(store, [statements.endSession(each('session'))], perEach('session', 'sessions that have mgc open'));
