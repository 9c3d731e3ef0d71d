/** SQL_Latin1_General_CP1_CI_AS: the one collation of this server (MS-TDS 2.2.5.1.2). */

/** LCID 0x0409, ignoring case, kana and width; sort order 52. */
export const serverCollation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

const utf8Flag = 0x04;

/** Code page 1252 from 0x80 to 0x9F, where it is not Latin-1; what it leaves undefined stands for itself. */
const windowsOnly = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const characters = Array.from({ length: 256 }, (_, byte) => windowsOnly[byte - 0x80] ?? String.fromCharCode(byte));
const bytesOf: ReadonlyMap<string, number> = new Map(characters.map((character, byte) => [character, byte]));

/** Characters that code page 1252 lacks become `?`, as they do in a varchar column. */
export function encodeNarrow(text: string): Buffer {
  return Buffer.from(Array.from(text, (character) => bytesOf.get(character) ?? 0x3f));
}

/** @param collation what the client says its bytes are in; a UTF-8 one counts, any other is taken for the server's. */
export function decodeNarrow(bytes: Buffer, collation?: Buffer): string {
  const isUtf8 = collation !== undefined && (collation.readUInt8(3) & utf8Flag) !== 0;
  if (isUtf8) return bytes.toString('utf8');
  return bytes
    .toString('latin1')
    .replaceAll(/[\u0080-\u009f]/g, (character) => characters[character.charCodeAt(0)] ?? '?');
}
