// MS-TDS 2.2.7.6 to 2.2.7.8: DONE, DONEPROC and DONEINPROC.
import { ByteWriter } from '../byte-writer';
import { TokenId } from './token-id';

export const DoneStatus = {
  final: 0x00,
  more: 0x01,
  error: 0x02,
  count: 0x10,
  attention: 0x20,
} as const;

/** What kind of statement ended; drivers tell a row count of a change from one of a query by it. */
export const Command = { none: 0x00, select: 0xc1, update: 0xc5 } as const;

export interface Done {
  readonly kind: 'done' | 'doneProc' | 'doneInProc';
  readonly status: number;
  readonly command?: number;
  readonly rows?: number;
}

export function doneToken(done: Done): Buffer {
  return new ByteWriter()
    .uint8(TokenId[done.kind])
    .uint16(done.status)
    .uint16(done.command ?? Command.none)
    .uint64(BigInt(done.rows ?? 0))
    .take();
}
