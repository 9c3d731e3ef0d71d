// MS-TDS 2.2.6.9: Transaction Manager Request.
import { SqlError } from '../../contract';
import { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';
import type { TdsLevel } from '../tds-version';
import { skipAllHeaders } from './all-headers';

export interface TransactionRequest {
  readonly action: 'begin' | 'commit' | 'rollback';
  /** Commit or roll back, and begin the next one at once. */
  readonly thenBegin: boolean;
}

const Type = { getDtcAddress: 0, propagate: 1, begin: 5, promote: 6, commit: 7, rollback: 8, save: 9 } as const;
const thenBeginFlag = 0x01;

/** @throws SqlError for distributed transactions, which this server takes no part in, and for savepoints. */
export function readTransactionRequest(payload: Buffer, serverName: string, level: TdsLevel): TransactionRequest {
  const from = new ByteReader(payload);
  skipAllHeaders(from, level);
  const type = from.uint16();
  switch (type) {
    case Type.begin:
      return { action: 'begin', thenBegin: false };
    case Type.commit:
    case Type.rollback: {
      from.bytes(from.uint8());
      const flags = from.remaining > 0 ? from.uint8() : 0;
      return { action: type === Type.commit ? 'commit' : 'rollback', thenBegin: (flags & thenBeginFlag) !== 0 };
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
    case Type.save:
      throw new SqlError({
        number: 40510,
        severity: 16,
        state: 1,
        text: "Statement 'SAVE TRANSACTION' is not supported in this version of SQL Server.",
      });
    default:
      throw new ProtocolViolation(`a transaction manager request of type ${String(type)}`);
  }
}
