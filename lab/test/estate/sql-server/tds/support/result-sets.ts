/** The result sets of a reply as a client reads them that believes every byte of COLMETADATA (TDS 7.4). */
import type { SqlValue } from '../../../../../estate/sql-server/contract';
import { ByteReader } from '../../../../../estate/sql-server/tds/byte-reader';
import { TokenId } from '../../../../../estate/sql-server/tds/tokens/token-id';
import { readTypeInfo } from '../../../../../estate/sql-server/tds/types/read-type-info';
import { TypeId } from '../../../../../estate/sql-server/tds/types/type-id';

export interface WireColumn {
  readonly name: string;
  readonly type: number;
  readonly nullable: boolean;
}

export interface ResultSet {
  readonly columns: readonly WireColumn[];
  readonly rows: (readonly SqlValue[])[];
}

export interface Received {
  readonly sets: readonly ResultSet[];
  readonly errors: readonly number[];
}

type Read = (from: ByteReader) => SqlValue;

const withPointer: readonly number[] = [TypeId.text, TypeId.ntext, TypeId.image];
const withLength: readonly number[] = [TokenId.info, TokenId.envChange];
const doneTokens: readonly number[] = [TokenId.done, TokenId.doneProc, TokenId.doneInProc];

/** @throws Error where the bytes do not add up. */
export function resultSets(payload: Buffer): Received {
  const from = new ByteReader(payload);
  const sets: ResultSet[] = [];
  const errors: number[] = [];
  let readers: readonly Read[] = [];
  while (from.remaining > 0) {
    const token = from.uint8();
    if (token === TokenId.colMetadata) {
      const described = Array.from({ length: from.uint16() }, () => readColumn(from));
      readers = described.map(({ read }) => read);
      sets.push({ columns: described.map(({ column }) => column), rows: [] });
    } else if (token === TokenId.row) sets.at(-1)!.rows.push(readers.map((read) => read(from)));
    else if (token === TokenId.error) errors.push(from.bytes(from.uint16()).readInt32LE());
    else if (withLength.includes(token)) from.bytes(from.uint16());
    else if (doneTokens.includes(token)) from.bytes(12);
    else if (token === TokenId.returnStatus) from.int32();
    else throw new Error(`token 0x${token.toString(16)} after ${String(sets.length)} result sets`);
  }
  return { sets, errors };
}

function readColumn(from: ByteReader): { readonly column: WireColumn; readonly read: Read } {
  from.uint32();
  const nullable = (from.uint16() & 1) === 1;
  const type = from.uint8();
  const readable = readTypeInfo(type, from);
  if (readable === undefined) throw new Error(`type 0x${type.toString(16)}`);
  const isLong = withPointer.includes(type);
  if (isLong) for (let parts = from.uint8(); parts > 0; parts--) from.longText();
  const read: Read = isLong ? readBehindPointer : (values) => readable.read(values);
  return { column: { name: from.shortText(), type, nullable }, read };
}

function readBehindPointer(from: ByteReader): SqlValue {
  const pointer = from.uint8();
  if (pointer === 0) return null;
  from.bytes(pointer + 8);
  return from.bytes(from.uint32());
}
