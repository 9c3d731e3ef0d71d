// MS-TDS 2.2.6.6: RPC Request.
import type { Parameter } from '../../contract';
import { SqlError } from '../../contract';
import { ByteReader } from '../byte-reader';
import { readTypeInfo } from '../types/read-type-info';
import { skipAllHeaders } from './all-headers';
import { procedureNameOf } from './procedure-id';

export interface RpcParameter extends Parameter {
  /** Its place in the request, which its RETURNVALUE repeats. */
  readonly ordinal: number;
}

export interface RpcRequest {
  readonly procedure: string;
  readonly parameters: readonly RpcParameter[];
}

const byProcedureId = 0xffff;
const Flag = { byReference: 0x01, useDefault: 0x02 } as const;
/** Between two calls of one message: BatchFlag, longer than any parameter's name. */
const separator = 0xff;

/** @throws SqlError 8009 for a parameter of a type that this server does not take, table-valued ones among them. */
export function readRpcRequests(payload: Buffer): readonly RpcRequest[] {
  const from = new ByteReader(payload);
  skipAllHeaders(from);
  const requests: RpcRequest[] = [];
  while (from.remaining > 0) requests.push(readCall(from));
  return requests;
}

function readCall(from: ByteReader): RpcRequest {
  const nameLength = from.uint16();
  const procedure = nameLength === byProcedureId ? procedureNameOf(from.uint16()) : from.text(nameLength);
  from.uint16();
  const parameters: RpcParameter[] = [];
  for (let ordinal = 0; from.remaining > 0; ordinal++) {
    const nameOrSeparator = from.uint8();
    if (nameOrSeparator === separator) break;
    const parameter = readParameter(from, nameOrSeparator, ordinal);
    if (parameter !== undefined) parameters.push(parameter);
  }
  return { procedure, parameters };
}

/** `undefined` when the procedure's default is wanted, which is the same as not passing it. */
function readParameter(from: ByteReader, nameLength: number, ordinal: number): RpcParameter | undefined {
  const name = from.text(nameLength);
  const flags = from.uint8();
  const typeId = from.uint8();
  const readable = readTypeInfo(typeId, from);
  if (readable === undefined) throw unknownType(name, ordinal, typeId);
  const value = readable.read(from);
  if ((flags & Flag.useDefault) !== 0) return undefined;
  return { name, type: readable.type, value, output: (flags & Flag.byReference) !== 0, ordinal };
}

function unknownType(name: string, ordinal: number, typeId: number): SqlError {
  return new SqlError({
    number: 8009,
    severity: 16,
    state: 3,
    text:
      'The incoming tabular data stream (TDS) remote procedure call (RPC) protocol stream is incorrect. ' +
      `Parameter ${String(ordinal + 1)} ("${name}"): Data type 0x${typeId.toString(16).toUpperCase().padStart(2, '0')} is unknown.`,
  });
}
