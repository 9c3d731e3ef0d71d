// MS-TDS 2.2.7.9: ENVCHANGE.
import type { TransactionChange } from '../../contract';
import { ByteWriter } from '../byte-writer';
import { serverCollation } from '../collation';
import { TokenId } from './token-id';

const Change = {
  database: 1,
  language: 2,
  packetSize: 4,
  collation: 7,
  begin: 8,
  commit: 9,
  rollback: 10,
  resetAcknowledged: 18,
} as const;

type TextChange = 'database' | 'language' | 'packetSize';

const nothing = Buffer.alloc(0);

export function textChange(kind: TextChange, to: string, from: string): Buffer {
  return environmentChange(Change[kind], new ByteWriter().shortText(to).shortText(from).take());
}

export function collationChange(): Buffer {
  return bytesChange(Change.collation, serverCollation, nothing);
}

/** The descriptor is the new value where a transaction begins, the old one where it ends. */
export function transactionChange(kind: TransactionChange, descriptor: Buffer): Buffer {
  return kind === 'begin'
    ? bytesChange(Change.begin, descriptor, nothing)
    : bytesChange(Change[kind], nothing, descriptor);
}

export function resetAcknowledgement(): Buffer {
  return bytesChange(Change.resetAcknowledged, nothing, nothing);
}

function bytesChange(type: number, to: Buffer, from: Buffer): Buffer {
  return environmentChange(type, new ByteWriter().uint8(to.length).bytes(to).uint8(from.length).bytes(from).take());
}

function environmentChange(type: number, values: Buffer): Buffer {
  return new ByteWriter()
    .uint8(TokenId.envChange)
    .uint16(values.length + 1)
    .uint8(type)
    .bytes(values)
    .take();
}
