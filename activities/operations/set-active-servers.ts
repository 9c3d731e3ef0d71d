/** The list of active chat servers, as a whole. */
import { lyncSilent } from '../../domain/judgements';
import { cmdlets as cmdletLines, onlyIf } from '../acts';
import * as cmdlets from '../cmdlets';
import { refusal } from '../failure';
import type { OperationDefinition } from '../operation';
import { write } from './parts/chat-pool';

export const setActiveServers: OperationDefinition<'setActiveServers'> = {
  wants: [],
  needs: (_, { pool, seen }) => [lyncSilent(seen, pool)],

  acts({ servers }, { pool, seen, undoing }) {
    const { lync } = seen;
    if (lync === undefined) return [];
    const cmdlet = [cmdlets.setActiveServers(lync, servers)];
    if (undoing) return cmdletLines({ pool, seen }, cmdlet, onlyIf('the list is another then'));
    // Other operations set it in between: only an empty one that is to be empty is left alone for certain.
    return servers.length === 0 && lync.activeServers.length === 0 ? [] : cmdletLines({ pool, seen }, cmdlet);
  },

  async perform({ servers, servingIn, heardBy }, context) {
    return write(context, heardBy, {
      forbids: ({ poolState, stateIdentity }) =>
        servingIn === null || poolState === servingIn
          ? undefined
          : refusal(
              'PoolStateChanged',
              `The pool state is ${poolState}, and was changed by somebody: chat servers that are activated now would use the ${poolState === 'Normal' ? 'primary' : 'backup'} store. Set it back (Set-CsPersistentChatState -Identity "${stateIdentity}" -PoolState ${servingIn}), then retry the step.`,
            ),
      isSet: ({ activeServers }) => sameServers(activeServers, servers),
      cmdlet: (facts) => cmdlets.setActiveServers(facts, servers),
      otherwise: (facts) => `the active servers are still ${facts.activeServers.join(', ') || 'none'}`,
      toServe: servers.length > 0,
    });
  },
};

const sameServers = (left: readonly string[], right: readonly string[]): boolean => {
  const names = (servers: readonly string[]): string =>
    servers
      .map((server) => server.toLowerCase())
      .sort()
      .join();
  return names(left) === names(right);
};
