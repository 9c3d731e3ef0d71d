// MS-TDS 2.2.7.20: ROW.
import type { Column, SqlValue } from '../../contract';
import { ByteWriter } from '../byte-writer';
import type { Codec } from '../types/codec';
import { TokenId } from './token-id';

/** @throws TypeError that names the column whose value its type cannot hold. */
export function rowToken(columns: readonly Column[], codecs: readonly Codec[], values: readonly SqlValue[]): Buffer {
  if (values.length !== columns.length) {
    throw new TypeError(`a row of ${String(values.length)} values for ${String(columns.length)} columns`);
  }
  const out = new ByteWriter().uint8(TokenId.row);
  codecs.forEach((codec, index) => {
    const value = values[index] ?? null;
    try {
      if (value === null) codec.writeNull(out);
      else codec.writeValue(out, value);
    } catch (error) {
      throw new TypeError(`column "${columns[index]?.name ?? ''}": ${String(error)}`, { cause: error });
    }
  });
  return out.take();
}
