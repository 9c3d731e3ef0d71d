// MS-TDS 2.2.5.4: what a client of an older TDS gets in place of a type it has never heard of.
import type { SqlType } from '../../contract';
import type { TdsLevel } from '../tds-version';
import type { PresentValue } from './codec';
import { isDecimal } from './codec';
import { defaultScale } from './date-times';
import { localFields, offsetText } from '../../offset-date';

export interface Substitute {
  readonly type: SqlType;
  readonly convert?: (value: PresentValue) => PresentValue;
}

/** `undefined` where the client knows the type. */
export function substituteFor(type: SqlType, level: TdsLevel): Substitute | undefined {
  switch (type.name) {
    case 'date':
    case 'time':
    case 'datetime2':
    case 'datetimeoffset':
      return level < 73 ? dateText(type.name, type.scale ?? defaultScale) : undefined;
    case 'varchar':
      return level < 72 && type.length === 'max' ? { type: { name: 'text' } } : undefined;
    case 'nvarchar':
      return level < 72 && type.length === 'max' ? { type: { name: 'ntext' } } : undefined;
    case 'varbinary':
      return level < 72 && type.length === 'max' ? { type: { name: 'image' } } : undefined;
    case 'xml':
      return level < 72 ? { type: { name: 'ntext' } } : undefined;
    case 'bigint':
      return level < 71 ? { type: { name: 'numeric', precision: 19, scale: 0 } } : undefined;
    case 'sql_variant':
      return level < 71 ? { type: { name: 'nvarchar', length: 4000 }, convert: variantText } : undefined;
    default:
      return undefined;
  }
}

type DateTimeName = 'date' | 'time' | 'datetime2' | 'datetimeoffset';

function dateText(name: DateTimeName, scale: number): Substitute {
  const fraction = scale === 0 ? 0 : scale + 1;
  const length = { date: 10, time: 8 + fraction, datetime2: 19 + fraction, datetimeoffset: 26 + fraction }[name];
  return {
    type: { name: 'nvarchar', length },
    convert(value) {
      if (!(value instanceof Date)) return value;
      const [day = '', clock = ''] = localFields(value).toISOString().split('T');
      const [seconds = '', milliseconds = ''] = clock.replace('Z', '').split('.');
      const time = scale === 0 ? seconds : `${seconds}.${milliseconds.padEnd(scale, '0').slice(0, scale)}`;
      return { date: day, time, datetime2: `${day} ${time}`, datetimeoffset: `${day} ${time} ${offsetText(value)}` }[
        name
      ];
    },
  };
}

function variantText(value: PresentValue): string {
  if (Buffer.isBuffer(value)) return `0x${value.toString('hex').toUpperCase()}`;
  if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('Z', '');
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (!isDecimal(value)) return String(value);
  const digits = String(value.unscaled < 0n ? -value.unscaled : value.unscaled).padStart(value.scale + 1, '0');
  const point = digits.length - value.scale;
  const text = value.scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return value.unscaled < 0n ? `-${text}` : text;
}
