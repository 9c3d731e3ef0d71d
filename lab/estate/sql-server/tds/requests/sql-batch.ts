// MS-TDS 2.2.6.7: SQLBatch.
import { ByteReader } from '../byte-reader';
import type { TdsLevel } from '../tds-version';
import { skipAllHeaders } from './all-headers';

export function readSqlBatch(payload: Buffer, level: TdsLevel): string {
  const from = new ByteReader(payload);
  skipAllHeaders(from, level);
  return from.bytes(from.remaining).toString('utf16le');
}
