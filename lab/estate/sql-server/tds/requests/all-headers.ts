// MS-TDS 2.2.5.3: ALL_HEADERS, before every request since TDS 7.2.
import type { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';
import type { TdsLevel } from '../tds-version';

/** Skips them: one session has one transaction at a time and no query notifications. */
export function skipAllHeaders(from: ByteReader, level: TdsLevel): void {
  if (level < 72) return;
  const total = from.uint32();
  if (total < 4) throw new ProtocolViolation(`ALL_HEADERS of ${String(total)} bytes`);
  from.bytes(total - 4);
}
