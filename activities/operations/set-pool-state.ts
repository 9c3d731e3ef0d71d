/** The state of the pool: it decides which store the chat servers use. */
import { lyncSilent } from '../../domain/judgements';
import { cmdlets as cmdletLines, onlyIf } from '../acts';
import * as cmdlets from '../cmdlets';
import type { OperationDefinition } from '../operation';
import { write } from './parts/chat-pool';

export const setPoolState: OperationDefinition<'setPoolState'> = {
  wants: [],
  needs: (_, { pool, seen }) => [lyncSilent(seen, pool)],

  acts: ({ state }, { pool, seen, undoing }) =>
    seen.lync === undefined
      ? []
      : cmdletLines(
          { pool, seen },
          [cmdlets.setPoolState(seen.lync, state)],
          undoing ? onlyIf('the pool state is another then') : {},
        ),

  async perform({ state, heardBy }, context) {
    return write(context, heardBy, {
      isSet: ({ poolState }) => poolState === state,
      cmdlet: (facts) => cmdlets.setPoolState(facts, state),
      otherwise: (facts) => `the pool state is still ${facts.poolState}`,
      toServe: true,
    });
  },
};
