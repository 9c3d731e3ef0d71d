// MS-TDS 2.2.6.4: LOGIN7.
import type { LoginRequest } from '../../contract';
import { ProtocolViolation } from '../protocol-violation';

export interface Login7 {
  readonly tdsVersion: number;
  /** What the client wishes; 0 leaves it to the server. */
  readonly packetSize: number;
  readonly integratedSecurity: boolean;
  /** Whether the client offers features beyond TDS 7.3, and so understands an answer about them. */
  readonly hasFeatures: boolean;
  readonly request: LoginRequest;
}

/** The fixed part up to and with the length of the database name, the last that is read. */
const shortestFixedPart = 72;
const integratedSecurityFlag = 0x80;
const extensionFlag = 0x10;

/** Where each pair of offset and length stands in the fixed part. */
const Field = { hostName: 36, userName: 40, password: 44, programName: 48, database: 68 } as const;

export function readLogin7(payload: Buffer): Login7 {
  if (payload.length < shortestFixedPart) throw new ProtocolViolation('a LOGIN7 message shorter than its fixed part');
  return {
    tdsVersion: payload.readUInt32LE(4),
    packetSize: payload.readUInt32LE(8),
    hasFeatures: (payload.readUInt8(27) & extensionFlag) !== 0,
    integratedSecurity: (payload.readUInt8(25) & integratedSecurityFlag) !== 0,
    request: {
      user: field(payload, Field.userName).toString('utf16le'),
      password: revealed(field(payload, Field.password)).toString('utf16le'),
      database: field(payload, Field.database).toString('utf16le'),
      hostName: field(payload, Field.hostName).toString('utf16le'),
      programName: field(payload, Field.programName).toString('utf16le'),
      clientPid: payload.readUInt32LE(16),
    },
  };
}

function field(payload: Buffer, at: number): Buffer {
  const start = payload.readUInt16LE(at);
  const end = start + payload.readUInt16LE(at + 2) * 2;
  if (end > payload.length) throw new ProtocolViolation('a LOGIN7 field outside its message');
  return payload.subarray(start, end);
}

/** The client swaps the halves of each byte and flips it by 0xA5: obfuscation, not encryption. */
function revealed(password: Buffer): Buffer {
  return Buffer.from(
    password.map((byte) => {
      const flipped = byte ^ 0xa5;
      return ((flipped << 4) | (flipped >> 4)) & 0xff;
    }),
  );
}
