/** Which TDS a connection speaks: the client's wish, lowered to what the server knows (MS-TDS 2.2.7.14). */
import type { SqlServer } from '../contract';

/** 72 to 74; 73 stands for 7.3A and 7.3B, which differ in nothing that a server sends here. */
export type TdsLevel = 72 | 73 | 74;

export interface TdsVersion {
  readonly level: TdsLevel;
  /** As LOGINACK carries it, big-endian. */
  readonly code: number;
}

/** By the value of LOGIN7's TDSVersion from which each applies, newest first. */
const known: readonly { readonly asked: number; readonly version: TdsVersion }[] = [
  { asked: 0x74000000, version: { level: 74, code: 0x74000004 } },
  { asked: 0x730b0003, version: { level: 73, code: 0x730b0003 } },
  { asked: 0x73000000, version: { level: 73, code: 0x730a0003 } },
  { asked: 0x72000000, version: { level: 72, code: 0x72090002 } },
];

/** `undefined` for a client older than TDS 7.2, that of SQL Server 2005. */
export function negotiateVersion(asked: number, { major }: SqlServer['version']): TdsVersion | undefined {
  // SQL Server 2008 R2 is older than TDS 7.4.
  const newest = major < 11 ? 73 : 74;
  return known.find((candidate) => asked >= candidate.asked && candidate.version.level <= newest)?.version;
}
