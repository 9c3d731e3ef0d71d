/** The fence as Lync sees it, at the last moment: an active chat server takes messages wherever it finds a writable mgc. */
import { lyncSilent } from '../../domain/judgements';
import { refusal } from '../failure';
import { observeLync } from '../looks/observe-lync';
import { done, type OperationDefinition } from '../operation';

export const confirmNobodyActive: OperationDefinition<'confirmNobodyActive'> = {
  wants: [],
  needs: (_, { pool, seen }) => [lyncSilent(seen, pool)],
  acts: () => [],
  async perform(_, context) {
    const { activeServers, serviceIdentity } = await observeLync(context);
    if (activeServers.length === 0) return done;
    throw refusal(
      'NotFenced',
      `Not fenced: ${activeServers.join(', ')} active again, though this run emptied the list: somebody activated them. Empty it (Set-CsPersistentChatActiveServer -Identity "${serviceIdentity}" -ActiveServers $null), then retry the step; or abort.`,
    );
  },
};
