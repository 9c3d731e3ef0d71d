/** What the types have to do with each other ("Data Type Precedence", "Precision, Scale, and Length"). */
import type { SqlType, SqlTypeName } from '../contract';

/** Highest first. */
const precedence: readonly SqlTypeName[] = [
  'sql_variant',
  'xml',
  'datetimeoffset',
  'datetime2',
  'datetime',
  'smalldatetime',
  'date',
  'time',
  'float',
  'real',
  'numeric',
  'money',
  'bigint',
  'int',
  'smallint',
  'tinyint',
  'bit',
  'ntext',
  'text',
  'image',
  'uniqueidentifier',
  'nvarchar',
  'nchar',
  'varchar',
  'char',
  'varbinary',
  'binary',
];

export type TypeFamily =
  'integer' | 'bigint' | 'exact' | 'approximate' | 'text' | 'binary' | 'date' | 'guid' | 'variant';

const families: Readonly<Record<SqlTypeName, TypeFamily>> = {
  bit: 'integer',
  tinyint: 'integer',
  smallint: 'integer',
  int: 'integer',
  bigint: 'bigint',
  real: 'approximate',
  float: 'approximate',
  numeric: 'exact',
  money: 'exact',
  char: 'text',
  varchar: 'text',
  nchar: 'text',
  nvarchar: 'text',
  text: 'text',
  ntext: 'text',
  xml: 'text',
  binary: 'binary',
  varbinary: 'binary',
  image: 'binary',
  date: 'date',
  time: 'date',
  datetime: 'date',
  smalldatetime: 'date',
  datetime2: 'date',
  datetimeoffset: 'date',
  uniqueidentifier: 'guid',
  sql_variant: 'variant',
};

export const familyOf = (type: SqlType): TypeFamily => families[type.name];

export const isNumeric = (type: SqlType): boolean =>
  ['integer', 'bigint', 'exact', 'approximate'].includes(familyOf(type));

export const isUnicode = (type: SqlType): boolean => ['nchar', 'nvarchar', 'ntext', 'xml'].includes(type.name);

/** Digits before and after the point that a value of the type may need. */
export function digitsOf(type: SqlType): { readonly precision: number; readonly scale: number } {
  switch (type.name) {
    case 'bit':
      return { precision: 1, scale: 0 };
    case 'tinyint':
      return { precision: 3, scale: 0 };
    case 'smallint':
      return { precision: 5, scale: 0 };
    case 'bigint':
      return { precision: 19, scale: 0 };
    case 'money':
      return { precision: 19, scale: 4 };
    case 'numeric':
      return { precision: type.precision ?? 18, scale: type.scale ?? 0 };
    default:
      return { precision: 10, scale: 0 };
  }
}

/** Keeps the whole digits and cuts the scale (to 6 at least) where 38 digits do not suffice. */
export function exactType(precision: number, scale: number): SqlType {
  if (precision <= 38) return { name: 'numeric', precision, scale };
  const whole = precision - scale;
  return { name: 'numeric', precision: 38, scale: Math.max(Math.min(scale, 38 - whole), Math.min(scale, 6)) };
}

const longerOf = (left: SqlType['length'], right: SqlType['length']): number | 'max' =>
  left === 'max' || right === 'max' ? 'max' : Math.max(left ?? 1, right ?? 1);

/** The type that values of both types become: of CASE, UNION, comparisons. */
export function commonType(left: SqlType, right: SqlType): SqlType {
  const [high, low] = precedence.indexOf(left.name) <= precedence.indexOf(right.name) ? [left, right] : [right, left];
  const family = familyOf(high);
  if ((family === 'text' || family === 'binary') && familyOf(low) === family && high.length !== undefined) {
    // A fixed and a variable length together vary.
    const name = low.name.includes('var') && high.name === 'nchar' ? 'nvarchar' : high.name;
    return { name, length: longerOf(left.length, right.length) };
  }
  if (high.name === 'numeric' && isNumeric(low)) {
    const a = digitsOf(left);
    const b = digitsOf(right);
    const scale = Math.max(a.scale, b.scale);
    return exactType(Math.max(a.precision - a.scale, b.precision - b.scale) + scale, scale);
  }
  return high;
}

export function concatenatedType(left: SqlType, right: SqlType): SqlType {
  const { name } = commonType(left, right);
  const most = isUnicode({ name }) ? 4000 : 8000;
  if (left.length === 'max' || right.length === 'max') return { name, length: 'max' };
  return { name, length: Math.min((left.length ?? most) + (right.length ?? most), most) };
}

/** As messages write a type: `varchar`, `numeric`. */
export const typeText = (type: SqlType): string => type.name;
