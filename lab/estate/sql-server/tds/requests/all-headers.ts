// MS-TDS 2.2.5.3: ALL_HEADERS, before every request.
import type { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';

/** Skips them: one session has one transaction at a time and no query notifications. */
export function skipAllHeaders(from: ByteReader): void {
  const total = from.uint32();
  if (total < 4) throw new ProtocolViolation(`ALL_HEADERS of ${String(total)} bytes`);
  from.bytes(total - 4);
}
