/**
 * Fills the `$(variables)` of a T-SQL file. The syntax is sqlcmd's, so a DBA can run the same file with `sqlcmd -v`; the
 * places where a variable may stand are only three, so that every value is quoted for the place it stands in.
 */

/** Stands for what is found only when the statement is executed: a plan prints `{name}` in its place. */
export interface Each {
  readonly each: string;
}
export const each = (name: string): Each => ({ each: name });

/** Text where the file quotes the variable, a whole number where it stands bare. */
type SqlValues = Readonly<Record<string, string | number | Each>>;

/** A file that breaks the rules above, or a value that must not reach the server. The message never repeats the value. */
export class SqlTextError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SqlTextError';
  }
}

const longestIdentifier = 128;

function refuseUnsafe(value: string, allowed: RegExp): void {
  if (allowed.test(value)) throw new SqlTextError('A value must not hold control characters.');
  // SQL Server Agent would expand it as a token when the text runs as a job step.
  if (value.includes('$(')) throw new SqlTextError('A value must not hold "$(", which SQL Server Agent expands.');
}

const anyControl = /(?![\u0080-\u009f])\p{Cc}/u;
// A job step's command is a literal of several lines.
const controlInLiteral = /(?![\t\n\r\u0080-\u009f])\p{Cc}/u;

/** QUOTENAME: `[mgc]`, with `]` doubled. */
export function quoteName(name: string): string {
  if (name === '') throw new SqlTextError('An identifier must not be empty.');
  if (name.length > longestIdentifier)
    throw new SqlTextError(`An identifier must not exceed ${String(longestIdentifier)} characters.`);
  refuseUnsafe(name, anyControl);
  return `[${name.replaceAll(']', ']]')}]`;
}

/** Whether a name that was found, not chosen, can be written into a statement at all. */
export const isQuotable = (name: string): boolean =>
  name !== '' && name.length <= longestIdentifier && !anyControl.test(name) && !name.includes('$(');

/** `N'…'`, with `'` doubled. */
export function quoteLiteral(text: string): string {
  refuseUnsafe(text, controlInLiteral);
  return `N'${text.replaceAll("'", "''")}'`;
}

/** What a file is made of, as far as quoting goes: comments, strings, quoted names, and the rest. */
const lexeme =
  /--[^\n]*|\/\*[\s\S]*?\*\/|N?'(?:[^']|'')*'|\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*"|\$\([^)]*\)|[A-Za-z0-9_@#$]+|[\s\S]/gy;

const wholeName = /^\[\$\((\w+)\)\]$/;
const wholeLiteral = /^N'\$\((\w+)\)'$/;
const bare = /^\$\((\w+)\)$/;
const wordCharacter = /[A-Za-z0-9_@#$.'"[\]]/;

type Place = 'name' | 'literal' | 'integer';
type Piece = string | { readonly variable: string; readonly place: Place };

function variableIn(piece: string, before: string, after: string): Piece {
  const name = wholeName.exec(piece)?.[1];
  if (name !== undefined) return { variable: name, place: 'name' };
  const literal = wholeLiteral.exec(piece)?.[1];
  if (literal !== undefined) return { variable: literal, place: 'literal' };
  const integer = bare.exec(piece)?.[1];
  if (integer !== undefined && !wordCharacter.test(before) && !wordCharacter.test(after)) {
    return { variable: integer, place: 'integer' };
  }
  throw new SqlTextError(`A variable must stand as [$(name)], N'$(name)' or a bare $(name): ${piece}`);
}

function piecesOf(template: string): Piece[] {
  return [...template.matchAll(lexeme)].map(({ 0: piece, index }) =>
    piece.includes('$(') ? variableIn(piece, template.charAt(index - 1), template.charAt(index + piece.length)) : piece,
  );
}

/** Each variable of a file, with the places it stands in. @throws SqlTextError for a variable anywhere else. */
export function variablesOf(template: string): ReadonlyMap<string, ReadonlySet<Place>> {
  const variables = new Map<string, Set<Place>>();
  for (const piece of piecesOf(template)) {
    if (typeof piece === 'string') continue;
    variables.set(piece.variable, (variables.get(piece.variable) ?? new Set()).add(piece.place));
  }
  return variables;
}

function fill(place: Place, variable: string, value: string | number | Each): string {
  if (typeof value === 'object') {
    const placeholder = `{${value.each}}`;
    return place === 'integer' ? placeholder : place === 'name' ? `[${placeholder}]` : `N'${placeholder}'`;
  }
  if (place === 'integer') {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    throw new SqlTextError(`$(${variable}) stands bare, so it takes a whole number.`);
  }
  if (typeof value !== 'string') throw new SqlTextError(`$(${variable}) stands in quotes, so it takes text.`);
  return place === 'name' ? quoteName(value) : quoteLiteral(value);
}

/** The statement as it is executed. @throws SqlTextError for a value that is missing, unknown or unsafe. */
export function renderSql(template: string, values: SqlValues): string {
  const used = new Set<string>();
  const text = piecesOf(template).map((piece) => {
    if (typeof piece === 'string') return piece;
    const { variable, place } = piece;
    const value = Object.hasOwn(values, variable) ? values[variable] : undefined;
    if (value === undefined) throw new SqlTextError(`$(${variable}) has no value.`);
    used.add(variable);
    return fill(place, variable, value);
  });
  const unknown = Object.keys(values).find((name) => !used.has(name));
  if (unknown !== undefined) throw new SqlTextError(`The text has no variable $(${unknown}).`);
  return text.join('');
}
