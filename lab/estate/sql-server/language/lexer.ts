/** Cuts T-SQL into tokens: nested comments, brackets, N'' strings, hex and float literals. */
import type { Token, TokenKind } from './token';
import { incorrectSyntax, syntaxError, unclosedQuotation } from './syntax-error';

const wordPattern = /[\p{L}_#][\p{L}\p{N}@$#_]*/uy;
const variablePattern = /@[\p{L}\p{N}@$#_]*/uy;
const numberPattern = /(?:\d+(\.\d*)?|\.\d+)(e[+-]?\d*)?/iy;
const binaryPattern = /0x[0-9a-f]*/iy;
const symbols = ['<=', '>=', '<>', '!=', '::'];
const singleSymbols = '()[],.;:+-*/%=<>&|^~?';

interface Quoted {
  readonly content: string;
  readonly end: number;
}

/** @throws SqlError 102, 103, 105, 113. */
export function tokenise(text: string, quotedIdentifier = true): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let line = 1;

  const push = (kind: TokenKind, end: number, value: string, unicode = false): void => {
    const word = kind === 'word' || kind === 'symbol' ? value.toUpperCase() : '';
    tokens.push({ kind, value, word, unicode, start: position, end, line });
    advanceTo(end);
  };
  const advanceTo = (end: number): void => {
    for (let at = position; at < end; at++) if (text[at] === '\n') line++;
    position = end;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    return pattern.exec(text)?.[0];
  };
  const quotedFrom = (start: number, close: string): Quoted => {
    let content = '';
    let from = start;
    for (;;) {
      const end = text.indexOf(close, from);
      if (end < 0) throw unclosedQuotation(content + text.slice(from), line);
      content += text.slice(from, end);
      if (text[end + 1] !== close) return { content, end: end + 1 };
      content += close;
      from = end + 2;
    }
  };
  const identifier = (quoted: Quoted): void => {
    if (quoted.content.length > 128) {
      const start = quoted.content.slice(0, 128);
      throw syntaxError(103, `The identifier that starts with '${start}' is too long. Maximum length is 128.`, line);
    }
    if (quoted.content === '') {
      throw syntaxError(
        1038,
        'An object or column name is missing or empty. For SELECT INTO statements, verify each column has a name. For other statements, look for empty alias names. Aliases defined as "" or [] are not allowed. Change the alias to a valid name.',
        line,
      );
    }
    push('quoted', quoted.end, quoted.content);
  };

  while (position < text.length) {
    const character = text[position]!;
    if (/\s/.test(character) || character === '\u0000' || character === '\uFEFF') {
      advanceTo(position + 1);
    } else if (text.startsWith('--', position)) {
      const end = text.indexOf('\n', position);
      advanceTo(end < 0 ? text.length : end);
    } else if (text.startsWith('/*', position)) {
      advanceTo(endOfComment(text, position, line));
    } else if (character === "'") {
      const quoted = quotedFrom(position + 1, "'");
      push('string', quoted.end, quoted.content);
    } else if ((character === 'N' || character === 'n') && text[position + 1] === "'") {
      const quoted = quotedFrom(position + 2, "'");
      push('string', quoted.end, quoted.content, true);
    } else if (character === '[') {
      identifier(quotedFrom(position + 1, ']'));
    } else if (character === '"') {
      const quoted = quotedFrom(position + 1, '"');
      if (quotedIdentifier) identifier(quoted);
      else push('string', quoted.end, quoted.content);
    } else if (character === '@') {
      const variable = match(variablePattern)!;
      push('variable', position + variable.length, variable);
    } else if (/0x/i.test(text.slice(position, position + 2))) {
      const binary = match(binaryPattern)!;
      push('binary', position + binary.length, binary);
    } else if (/[0-9]/.test(character) || (character === '.' && /[0-9]/.test(text[position + 1] ?? ''))) {
      const number = match(numberPattern)!;
      push(
        /e/i.test(number) ? 'float' : number.includes('.') ? 'decimal' : 'integer',
        position + number.length,
        number,
      );
    } else {
      const word = match(wordPattern);
      const symbol =
        symbols.find((candidate) => text.startsWith(candidate, position)) ??
        (singleSymbols.includes(character) ? character : undefined);
      if (word !== undefined) push('word', position + word.length, word);
      else if (symbol !== undefined) push('symbol', position + symbol.length, symbol);
      else throw incorrectSyntax(character, line);
    }
  }
  push('end', text.length, '');
  return tokens;
}

function endOfComment(text: string, start: number, line: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text.startsWith('/*', at)) {
      depth++;
      at++;
    } else if (text.startsWith('*/', at)) {
      depth--;
      at++;
      if (depth === 0) return at + 1;
    }
  }
  throw syntaxError(113, "Missing end comment mark '*/'.", line);
}
