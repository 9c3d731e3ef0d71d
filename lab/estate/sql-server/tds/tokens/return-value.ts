// MS-TDS 2.2.7.19: RETURNVALUE, an output parameter of a remote procedure call.
import type { Parameter } from '../../contract';
import { ByteWriter } from '../byte-writer';
import type { TdsLevel } from '../tds-version';
import { codecFor } from '../types/codec-for';
import { noUserType } from './column-metadata';
import { TokenId } from './token-id';

const outputParameter = 0x01;
const nullable = 0x01;

/** @param ordinal which parameter of the request it answers; drivers that name none go by it. */
export function returnValueToken(parameter: Parameter, ordinal: number, level: TdsLevel): Buffer {
  const out = new ByteWriter()
    .uint8(TokenId.returnValue)
    .uint16(ordinal)
    .shortText(parameter.name)
    .uint8(outputParameter)
    .uint32(noUserType)
    .uint16(nullable);
  const codec = codecFor(parameter.type, level);
  codec.writeTypeInfo(out);
  if (parameter.value === null) codec.writeNull(out);
  else codec.writeValue(out, parameter.value);
  return out.take();
}
