// MS-TDS 2.2.7.4: COLMETADATA.
import type { Column } from '../../contract';
import { ByteWriter } from '../byte-writer';
import type { TdsLevel } from '../tds-version';
import type { Codec } from '../types/codec';
import { TokenId } from './token-id';

const nullable = 0x01;
/** Whether the column can be updated is not known. */
const updatableUnknown = 0x08;

/** @param codecs one for each column, in order. */
export function columnMetadata(columns: readonly Column[], codecs: readonly Codec[], level: TdsLevel): Buffer {
  const out = new ByteWriter().uint8(TokenId.colMetadata).uint16(columns.length);
  columns.forEach((column, index) => {
    writeUserType(out, level);
    out.uint16(updatableUnknown | (column.nullable === false ? 0 : nullable));
    const codec = codecs[index];
    codec?.writeTypeInfo(out);
    if (codec?.hasTableName === true) writeNoTable(out, level);
    out.shortText(column.name);
  });
  return out.take();
}

export function writeUserType(out: ByteWriter, level: TdsLevel): void {
  if (level >= 72) out.uint32(0);
  else out.uint16(0);
}

/** A name of no parts, or an empty one before TDS 7.2 had parts. */
function writeNoTable(out: ByteWriter, level: TdsLevel): void {
  if (level >= 72) out.uint8(0);
  else out.uint16(0);
}
