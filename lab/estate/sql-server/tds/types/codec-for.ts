import type { Column, SqlType } from '../../contract';
import type { TdsLevel } from '../tds-version';
import { floatCodec } from './approximate-numerics';
import { longCodec, stringCodec, xmlCodec } from './byte-strings';
import type { Codec } from './codec';
import { dateCodec, datetimeCodec, scaledCodec, smalldatetimeCodec } from './date-times';
import { substituteFor } from './down-level';
import { moneyCodec, numericCodec } from './exact-numerics';
import { guidCodec } from './guid';
import { bitCodec, integerCodec } from './integers';
import { variantCodec } from './variant';

/** How the values of a column are written. Clients expect no length of a column whose fNullable is clear, where its type has such a form. */
export function codecForColumn({ type, nullable }: Column, level: TdsLevel): Codec {
  const codec = codecFor(type, level);
  return nullable === false ? (codec.notNull ?? codec) : codec;
}

/** How a value of this type, or NULL, is written for a client of this TDS. */
export function codecFor(type: SqlType, level: TdsLevel): Codec {
  const substitute = substituteFor(type, level);
  if (substitute === undefined) return nativeCodec(type);
  const codec = nativeCodec(substitute.type);
  return { ...codec, writeValue: (out, value) => codec.writeValue(out, substitute.convert(value)) };
}

function nativeCodec(type: SqlType): Codec {
  switch (type.name) {
    case 'bit':
      return bitCodec;
    case 'tinyint':
      return integerCodec(1);
    case 'smallint':
      return integerCodec(2);
    case 'int':
      return integerCodec(4);
    case 'bigint':
      return integerCodec(8);
    case 'real':
      return floatCodec(4);
    case 'float':
      return floatCodec(8);
    case 'numeric':
      return numericCodec(type.precision, type.scale);
    case 'money':
      return moneyCodec;
    case 'char':
    case 'varchar':
    case 'nchar':
    case 'nvarchar':
    case 'binary':
    case 'varbinary':
      return stringCodec(type.name, type.length);
    case 'text':
    case 'ntext':
    case 'image':
      return longCodec(type.name);
    case 'xml':
      return xmlCodec;
    case 'date':
      return dateCodec;
    case 'datetime':
      return datetimeCodec;
    case 'smalldatetime':
      return smalldatetimeCodec;
    case 'time':
    case 'datetime2':
    case 'datetimeoffset':
      return scaledCodec(type.name, type.scale);
    case 'uniqueidentifier':
      return guidCodec;
    case 'sql_variant':
      return variantCodec;
  }
}
