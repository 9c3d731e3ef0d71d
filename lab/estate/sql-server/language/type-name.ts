/** Data type names with their lengths, precisions and synonyms ("Data Types (Transact-SQL)"). */
import type { SqlType, SqlTypeName } from '../contract';
import { syntaxError } from './syntax-error';
import type { TokenStream } from './token-stream';

const plain: ReadonlySet<string> = new Set(
  'bit tinyint smallint int bigint real float numeric money char varchar nchar nvarchar text ntext xml binary varbinary image date time datetime smalldatetime datetime2 datetimeoffset uniqueidentifier sql_variant'.split(
    ' ',
  ),
);

const synonyms: ReadonlyMap<string, SqlType> = new Map<string, SqlType>([
  ['sysname', { name: 'nvarchar', length: 128 }],
  ['decimal', { name: 'numeric' }],
  ['smallmoney', { name: 'money' }],
]);

const longest: Partial<Record<SqlTypeName, number>> = {
  char: 8000,
  varchar: 8000,
  binary: 8000,
  varbinary: 8000,
  nchar: 4000,
  nvarchar: 4000,
};

const canBeMax: ReadonlySet<SqlTypeName> = new Set(['varchar', 'nvarchar', 'varbinary']);
const hasFraction: ReadonlySet<SqlTypeName> = new Set(['time', 'datetime2', 'datetimeoffset']);

const isTypeName = (word: string): boolean => plain.has(word.toLowerCase()) || synonyms.has(word.toLowerCase());

/**
 * Reads a type. `defaultLength` is 1 in a declaration and 30 in CAST and CONVERT, as documented.
 * @throws SqlError 243 for an unknown type, 131 for a length that is too large, 192 for a scale above the precision.
 */
export function parseType(stream: TokenStream, defaultLength: number): SqlType {
  const line = stream.current.line;
  if (stream.at('NATIONAL')) throw stream.failure();
  let written = stream.identifier();
  while (stream.takeIf('.')) written = stream.identifier();
  const lower = written.toLowerCase();
  if (!isTypeName(lower)) throw syntaxError(243, `Type ${written} is not a defined system type.`, line);
  const base = synonyms.get(lower) ?? { name: lower as SqlTypeName };
  const parameters = stream.takeIf('(') ? parseParameters(stream) : [];
  const [first, second] = parameters;

  const most = longest[base.name];
  if (most !== undefined) {
    if (first === 'max') return canBeMax.has(base.name) ? { name: base.name, length: 'max' } : fail(stream);
    if (first !== undefined && (first > most || first < 1)) {
      throw syntaxError(
        131,
        `The size (${first}) given to the type '${written}' exceeds the maximum allowed for any data type (8000).`,
        line,
      );
    }
    return { name: base.name, length: first ?? base.length ?? defaultLength };
  }
  if (first === 'max') return fail(stream);
  if (base.name === 'numeric') {
    const precision = first ?? 18;
    const scale = second === undefined || second === 'max' ? 0 : second;
    if (scale > precision) {
      throw syntaxError(192, 'The scale must be less than or equal to the precision.', line);
    }
    return { name: 'numeric', precision, scale };
  }
  if (base.name === 'float') return first !== undefined && first <= 24 ? { name: 'real' } : { name: 'float' };
  if (hasFraction.has(base.name)) return { name: base.name, scale: first ?? 7 };
  return base;
}

function parseParameters(stream: TokenStream): (number | 'max')[] {
  const parameters = stream.list(() => (stream.takeIf('MAX') ? 'max' : stream.integer()));
  stream.expect(')');
  return parameters;
}

function fail(stream: TokenStream): never {
  throw stream.failure();
}
