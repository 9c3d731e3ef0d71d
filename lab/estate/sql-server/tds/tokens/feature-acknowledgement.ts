// MS-TDS 2.2.7.11: FEATUREEXTACK.
import { TokenId } from './token-id';

const terminator = 0xff;

/** None of the features that a client may offer (session recovery, federated login, UTF-8, …) is one of this server. */
export function noFeatures(): Buffer {
  return Buffer.from([TokenId.featureExtAck, terminator]);
}
