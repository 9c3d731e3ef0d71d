/** A mirror whose principal is gone: what it holds, and how a person makes it serve. */
import { obstacle, type Judgement } from '../domain/judgements';
import type { Holder } from '../domain/primary-pair';

const connected: readonly (string | null)[] = ['SYNCHRONIZED', 'SYNCHRONIZING', 'PENDING_FAILOVER'];

/** It hears from its principal, which lives then. */
export const isConnected = ({ copy }: Holder): boolean => connected.includes(copy.mirroringState);

export const principalLives = ({ instance, copy }: Holder, principal: string): Judgement =>
  obstacle(
    'principalLives',
    `mgc on ${instance} is a mirror and ${copy.mirroringState ?? ''}: its principal ${principal} lives, though no worker reaches it, and goes on taking messages. Mend the way from the workers to ${principal}, then start again. If it was lost a moment ago, ${instance} says DISCONNECTED within its partner timeout (10 s unless changed).`,
  );

/** How it stands in its session. */
export const mirroringSays = ({ copy: { state, mirroringState, session } }: Holder): string =>
  [
    state,
    'MIRROR',
    mirroringState ?? 'state not known',
    `safety ${session?.safety ?? 'not known'}`,
    session === undefined
      ? 'witness not known'
      : session.witness === null
        ? 'no witness'
        : `witness ${session.witness}`,
  ].join(', ');

/** The mirror alone cannot tell whether it was in step when its principal was lost. */
export const holdsSays = ({ instance, copy: { mirroringState, session } }: Holder): string => {
  if (mirroringState === 'SUSPENDED')
    return 'The session is SUSPENDED: the mirror lacks what was committed since that happened.';
  return session?.safety === 'OFF'
    ? 'With safety OFF it may lack the newest commits.'
    : `It lacks no commit if the two were SYNCHRONIZED when the principal was lost; the error log of ${instance} tells.`;
};

const force = 'ALTER DATABASE [mgc] SET PARTNER FORCE_SERVICE_ALLOW_DATA_LOSS';
const cutLoose = 'ALTER DATABASE [mgc] SET PARTNER OFF, and RESTORE DATABASE [mgc] WITH RECOVERY';

/** What a person does to make it serve. */
export function forcedByHand({ instance, copy: { session } }: Holder): string {
  switch (session?.witness) {
    case 'CONNECTED':
      return `wait a moment, for with a witness ${instance} becomes the principal by itself if it was SYNCHRONIZED; if it does not, run there: ${force}`;
    case 'DISCONNECTED':
      return `run on ${instance}: ${cutLoose} (its witness is out of reach, so service cannot be forced, 1431)`;
    default:
      return `run on ${instance}: ${force} (where that is refused: ${cutLoose})`;
  }
}
