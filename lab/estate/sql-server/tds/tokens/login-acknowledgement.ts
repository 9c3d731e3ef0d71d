// MS-TDS 2.2.7.14: LOGINACK.
import type { SqlServer } from '../../contract';
import { ByteWriter } from '../byte-writer';
import type { TdsVersion } from '../tds-version';
import { TokenId } from './token-id';

const transactSql = 1;
/** SQL Server pads its name to 22 characters, and clients compare it so. */
const programName = 'Microsoft SQL Server'.padEnd(22, '\0');

export function loginAcknowledgement(tds: TdsVersion, server: SqlServer['version']): Buffer {
  const body = new ByteWriter()
    .uint8(transactSql)
    .bytes(bigEndian(tds.code))
    .shortText(programName)
    .uint8(server.major)
    .uint8(server.minor)
    .uint8(server.build >> 8)
    .uint8(server.build & 0xff)
    .take();
  return new ByteWriter().uint8(TokenId.loginAck).uint16(body.length).bytes(body).take();
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
