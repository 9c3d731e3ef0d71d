// MS-TDS 2.2.6.7: SQLBatch.
import { ByteReader } from '../byte-reader';
import { skipAllHeaders } from './all-headers';

export function readSqlBatch(payload: Buffer): string {
  const from = new ByteReader(payload);
  skipAllHeaders(from);
  return from.bytes(from.remaining).toString('utf16le');
}
