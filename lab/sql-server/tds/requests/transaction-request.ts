// MS-TDS 2.2.6.9: Transaction Manager Request.
import type { IsolationLevel } from '../../contract';
import { SqlError } from '../../contract';
import { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';
import type { TdsLevel } from '../tds-version';
import { skipAllHeaders } from './all-headers';

export interface TransactionRequest {
  readonly action: 'begin' | 'commit' | 'rollback';
  /** Of the transaction to begin; absent where it stays as it is. */
  readonly isolation?: IsolationLevel;
  /** Commit or roll back, and begin the next one at once. */
  readonly thenBegin: boolean;
  readonly thenIsolation?: IsolationLevel;
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

/** @throws SqlError for distributed transactions, which this server takes no part in, and for savepoints. */
export function readTransactionRequest(payload: Buffer, serverName: string, level: TdsLevel): TransactionRequest {
  const from = new ByteReader(payload);
  skipAllHeaders(from, level);
  const type = from.uint16();
  switch (type) {
    case Type.begin:
      return { action: 'begin', ...readIsolation(from, 'isolation'), thenBegin: false };
    case Type.commit:
    case Type.rollback: {
      from.bytes(from.uint8());
      const flags = from.remaining > 0 ? from.uint8() : 0;
      const action = type === Type.commit ? 'commit' : 'rollback';
      const thenBegin = (flags & thenBeginFlag) !== 0;
      return { action, thenBegin, ...(thenBegin && readIsolation(from, 'thenIsolation')) };
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

function readIsolation<Key extends 'isolation' | 'thenIsolation'>(
  from: ByteReader,
  key: Key,
): Partial<Record<Key, IsolationLevel>> {
  const level = from.remaining > 0 ? isolationLevels[from.uint8()] : undefined;
  return level === undefined ? {} : ({ [key]: level } as Record<Key, IsolationLevel>);
}
