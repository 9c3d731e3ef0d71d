// MS-TDS 2.2.7.10 and 2.2.7.13: ERROR and INFO, alike but for their first byte.
import type { SqlMessage } from '../../contract';
import { ByteWriter } from '../byte-writer';
import { TokenId } from './token-id';

/** From this severity on SQL Server ends the connection. */
const fatalSeverity = 20;
const highestInformational = 10;

export function isError(message: SqlMessage): boolean {
  return message.severity > highestInformational;
}

export function isFatal(message: SqlMessage): boolean {
  return message.severity >= fatalSeverity;
}

export function messageToken(message: SqlMessage, serverName: string): Buffer {
  const body = new ByteWriter()
    .int32(message.number)
    .uint8(message.state)
    // Severity 10 exists for compatibility only; SQL Server sends it as 0.
    .uint8(message.severity === highestInformational ? 0 : message.severity)
    .longText(message.text)
    .shortText(serverName)
    .shortText(message.procedure ?? '')
    .int32(message.line ?? 1)
    .take();
  const id = isError(message) ? TokenId.error : TokenId.info;
  return new ByteWriter().uint8(id).uint16(body.length).bytes(body).take();
}
