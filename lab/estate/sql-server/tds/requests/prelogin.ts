// MS-TDS 2.2.6.5: PRELOGIN, the options that both sides state before login.
import type { SqlServer } from '../../contract';
import { ProtocolViolation } from '../protocol-violation';

const Option = {
  version: 0x00,
  encryption: 0x01,
  instance: 0x02,
  threadId: 0x03,
  mars: 0x04,
  terminator: 0xff,
} as const;

export const Encryption = { off: 0x00, on: 0x01, notSupported: 0x02, required: 0x03 } as const;

/** What the client says of encryption, the only option that changes what this server does. */
export function readEncryption(payload: Buffer): number {
  for (let at = 0; at + 5 <= payload.length && payload.readUInt8(at) !== Option.terminator; at += 5) {
    const offset = payload.readUInt16BE(at + 1);
    const length = payload.readUInt16BE(at + 3);
    if (offset + length > payload.length) throw new ProtocolViolation('a PRELOGIN option outside its message');
    if (payload.readUInt8(at) === Option.encryption && length > 0) return payload.readUInt8(offset);
  }
  return Encryption.notSupported;
}

/** The table of MS-TDS 2.2.6.5 for a server that can encrypt and does not insist on it: what the client wishes. */
export function negotiateEncryption(asked: number): number {
  return asked === Encryption.off || asked === Encryption.notSupported ? asked : Encryption.on;
}

export function preloginResponse(version: SqlServer['version'], encryption: number): Buffer {
  const versionBytes = Buffer.from([version.major, version.minor, version.build >> 8, version.build & 0xff, 0, 0]);
  const options: readonly (readonly [number, Buffer])[] = [
    [Option.version, versionBytes],
    [Option.encryption, Buffer.from([encryption])],
    [Option.instance, Buffer.from([0])],
    [Option.threadId, Buffer.alloc(0)],
    [Option.mars, Buffer.from([0])],
  ];
  let offset = options.length * 5 + 1;
  const heads = options.map(([option, data]) => {
    const head = Buffer.from([option, offset >> 8, offset & 0xff, data.length >> 8, data.length & 0xff]);
    offset += data.length;
    return head;
  });
  return Buffer.concat([...heads, Buffer.from([Option.terminator]), ...options.map(([, data]) => data)]);
}
