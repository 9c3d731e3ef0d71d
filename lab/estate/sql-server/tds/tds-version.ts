/** Which TDS a connection speaks: the client's wish, lowered to what the server's release knows (MS-TDS 2.2.7.14). */

/** 70 to 74; 73 stands for 7.3A and 7.3B, which differ in nothing that a server sends here. */
export type TdsLevel = 70 | 71 | 72 | 73 | 74;

export interface TdsVersion {
  readonly level: TdsLevel;
  /** As LOGINACK carries it, big-endian. */
  readonly code: number;
}

/** By the value of LOGIN7's TDSVersion from which each applies, newest first. */
const known: readonly { readonly asked: number; readonly since: number; readonly version: TdsVersion }[] = [
  { asked: 0x74000000, since: 11, version: { level: 74, code: 0x74000004 } },
  { asked: 0x730b0003, since: 10, version: { level: 73, code: 0x730b0003 } },
  { asked: 0x73000000, since: 10, version: { level: 73, code: 0x730a0003 } },
  { asked: 0x72000000, since: 9, version: { level: 72, code: 0x72090002 } },
  { asked: 0x71000001, since: 8, version: { level: 71, code: 0x71000001 } },
  { asked: 0x71000000, since: 8, version: { level: 71, code: 0x07010000 } },
  { asked: 0x70000000, since: 7, version: { level: 70, code: 0x07000000 } },
];

/** `undefined` for a client older than TDS 7.0, which SQL Server no longer understands. */
export function negotiateVersion(asked: number, serverMajor: number): TdsVersion | undefined {
  return known.find((candidate) => asked >= candidate.asked && serverMajor >= candidate.since)?.version;
}
