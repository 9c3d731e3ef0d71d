/** SQL_Latin1_General_CP1_CI_AS: the one collation of this server (MS-TDS 2.2.5.1.2). */

/** LCID 0x0409, ignoring case, kana and width; sort order 52. */
export const serverCollation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

const decoder = new TextDecoder('windows-1252');
const utf8Flag = 0x04;

const codePage: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, byte): [string, number] => [decoder.decode(Uint8Array.of(byte)), byte]),
);

/** Characters that code page 1252 lacks become `?`, as they do in a varchar column. */
export function encodeNarrow(text: string): Buffer {
  return Buffer.from(Array.from(text, (character) => codePage.get(character) ?? 0x3f));
}

/** @param collation what the client says its bytes are in; a UTF-8 one counts, any other is taken for the server's. */
export function decodeNarrow(bytes: Buffer, collation?: Buffer): string {
  const isUtf8 = collation !== undefined && (collation.readUInt8(3) & utf8Flag) !== 0;
  return isUtf8 ? bytes.toString('utf8') : decoder.decode(bytes);
}
