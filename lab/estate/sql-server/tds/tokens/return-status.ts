// MS-TDS 2.2.7.18: RETURNSTATUS.
import { ByteWriter } from '../byte-writer';
import { TokenId } from './token-id';

export function returnStatusToken(value: number): Buffer {
  return new ByteWriter().uint8(TokenId.returnStatus).int32(value).take();
}
