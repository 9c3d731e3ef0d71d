/** The active list names those that are to serve, and nobody else: somebody may have set it since. */
import { lyncSilent } from '../../domain/judgements';
import { listsServer } from '../../domain/topology/pool';
import { refusal } from '../failure';
import { observeLync } from '../looks/observe-lync';
import { done, type OperationDefinition } from '../operation';

export const confirmActive: OperationDefinition<'confirmActive'> = {
  wants: [],
  needs: (_, { pool, seen }) => [lyncSilent(seen, pool)],
  acts: () => [],

  async perform({ servers }, context) {
    const { activeServers, serviceIdentity } = await observeLync(context);
    const [wrong, missing] = [without(activeServers, servers), without(servers, activeServers)];
    if (wrong.length === 0 && missing.length === 0) return done;
    throw refusal(
      'WrongServersActive',
      `The active list was changed by somebody: ${[
        ...(wrong.length === 0 ? [] : [`${wrong.join(', ')} should not be active`]),
        ...(missing.length === 0 ? [] : [`${missing.join(', ')} should be`]),
      ].join(
        ', and ',
      )}. Set it right (Set-CsPersistentChatActiveServer -Identity "${serviceIdentity}" -ActiveServers @{Replace=${servers.map((server) => `"${server}"`).join(',')}}), then retry the step.`,
    );
  },
};

const without = (list: readonly string[], others: readonly string[]): string[] =>
  list.filter((server) => !listsServer(others, server));
