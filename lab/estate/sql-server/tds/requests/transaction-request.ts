// MS-TDS 2.2.6.9: Transaction Manager Request.
import type { IsolationLevel, TransactionOptions } from '../../contract';
import { SqlError } from '../../contract';
import { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';
import { skipAllHeaders } from './all-headers';

export interface TransactionRequest {
  readonly action: 'begin' | 'commit' | 'rollback' | 'save';
  readonly how: TransactionOptions;
  /** Committed or rolled back, and the next one to begin at once. */
  readonly thenBegin?: TransactionOptions;
}

const Type = { getDtcAddress: 0, propagate: 1, begin: 5, promote: 6, commit: 7, rollback: 8, save: 9 } as const;
const thenBeginFlag = 0x01;
/** By the number that stands for them; 0 leaves the level as it is. */
const isolationLevels: readonly (IsolationLevel | undefined)[] = [
  undefined,
  'READ UNCOMMITTED',
  'READ COMMITTED',
  'REPEATABLE READ',
  'SERIALIZABLE',
  'SNAPSHOT',
];

/** @throws SqlError for distributed transactions, which this server takes no part in. */
export function readTransactionRequest(payload: Buffer, serverName: string): TransactionRequest {
  const from = new ByteReader(payload);
  skipAllHeaders(from);
  const type = from.uint16();
  switch (type) {
    case Type.begin:
      return { action: 'begin', how: readBegin(from) };
    case Type.save:
      return { action: 'save', how: { name: readName(from) } };
    case Type.commit:
    case Type.rollback: {
      const how = { name: readName(from) };
      const flags = from.remaining > 0 ? from.uint8() : 0;
      const action = type === Type.commit ? 'commit' : 'rollback';
      return { action, how, ...((flags & thenBeginFlag) !== 0 && { thenBegin: readBegin(from) }) };
    }
    case Type.getDtcAddress:
    case Type.propagate:
    case Type.promote:
      throw new SqlError({
        number: 8501,
        severity: 16,
        state: 1,
        text: `MSDTC on server '${serverName}' is unavailable.`,
      });
    default:
      throw new ProtocolViolation(`a transaction manager request of type ${String(type)}`);
  }
}

function readBegin(from: ByteReader): TransactionOptions {
  const isolation = from.remaining > 0 ? isolationLevels[from.uint8()] : undefined;
  return { ...(isolation !== undefined && { isolation }), name: from.remaining > 0 ? readName(from) : '' };
}

/** Its length counts bytes. */
function readName(from: ByteReader): string {
  return from.bytes(from.uint8()).toString('utf16le');
}
