/** A cursor over the tokens of one batch, with the refusals that SQL Server words after the token it stumbles on. */
import type { SqlError } from '../contract';
import { isReserved } from './keywords';
import { incorrectKeyword, incorrectSyntax } from './syntax-error';
import type { Token } from './token';

export class TokenStream {
  private position = 0;

  constructor(
    readonly text: string,
    private readonly tokens: readonly Token[],
  ) {}

  get current(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    return this.tokens[Math.min(this.position + ahead, this.tokens.length - 1)]!;
  }

  get previous(): Token {
    return this.tokens[Math.max(this.position - 1, 0)]!;
  }

  get atEnd(): boolean {
    return this.current.kind === 'end';
  }

  take(): Token {
    const token = this.current;
    if (token.kind !== 'end') this.position++;
    return token;
  }

  /** Whether the next tokens are these bare words and symbols, in this order. */
  at(...words: readonly string[]): boolean {
    return words.every((word, index) => this.peek(index).word === word);
  }

  atAny(words: readonly string[]): boolean {
    return this.current.word !== '' && words.includes(this.current.word);
  }

  takeIf(...words: readonly string[]): boolean {
    if (!this.at(...words)) return false;
    this.position += words.length;
    return true;
  }

  takeAny(words: readonly string[]): string | undefined {
    return this.atAny(words) ? this.take().word : undefined;
  }

  expect(...words: readonly string[]): void {
    for (const word of words) if (!this.takeIf(word)) throw this.failure();
  }

  expectAny(words: readonly string[]): string {
    const word = this.takeAny(words);
    if (word === undefined) throw this.failure();
    return word;
  }

  get atIdentifier(): boolean {
    const { kind, word } = this.current;
    return kind === 'quoted' || (kind === 'word' && !isReserved(word));
  }

  identifier(): string {
    if (!this.atIdentifier) throw this.failure();
    return this.take().value;
  }

  integer(): number {
    if (this.current.kind !== 'integer') throw this.failure();
    return Number(this.take().value);
  }

  string(): string {
    if (this.current.kind !== 'string') throw this.failure();
    return this.take().value;
  }

  variable(): string {
    if (this.current.kind !== 'variable') throw this.failure();
    return this.take().value;
  }

  /** `one, two, three`: reads at least one. */
  list<Item>(read: () => Item): Item[] {
    const items = [read()];
    while (this.takeIf(',')) items.push(read());
    return items;
  }

  /** Error 102 or 156 for the current token; at the end of the text SQL Server names the last token it saw. */
  failure(): SqlError {
    if (this.atEnd) return incorrectSyntax(this.previous.value, this.previous.line);
    const { kind, word, value, line } = this.current;
    return kind === 'word' && isReserved(word) ? incorrectKeyword(value, line) : incorrectSyntax(value, line);
  }
}
