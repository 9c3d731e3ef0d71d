// MS-TDS 2.2.7.4: COLMETADATA.
import type { Column } from '../../contract';
import { ByteWriter } from '../byte-writer';
import type { Codec } from '../types/codec';
import { TokenId } from './token-id';

export const noUserType = 0;
const nullable = 0x01;
/** Whether the column can be updated is not known. */
const updatableUnknown = 0x08;

/** @param codecs one for each column, in order. */
export function columnMetadata(columns: readonly Column[], codecs: readonly Codec[]): Buffer {
  const out = new ByteWriter().uint8(TokenId.colMetadata).uint16(columns.length);
  columns.forEach((column, index) => {
    out.uint32(noUserType).uint16(updatableUnknown | (column.nullable === false ? 0 : nullable));
    const codec = codecs[index];
    codec?.writeTypeInfo(out);
    // The name of the table has no parts.
    if (codec?.hasTableName === true) out.uint8(0);
    out.shortText(column.name);
  });
  return out.take();
}
