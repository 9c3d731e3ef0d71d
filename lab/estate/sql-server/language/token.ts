/** The words of T-SQL as the lexer hands them to the parser. */
export type TokenKind =
  'word' | 'quoted' | 'string' | 'integer' | 'decimal' | 'float' | 'binary' | 'variable' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** What the token says: an identifier without its brackets, a string without its quotes, else the source text. */
  readonly value: string;
  /** Upper case for a bare word and a symbol, empty for all others: what the parser compares with. */
  readonly word: string;
  /** `N'...'` */
  readonly unicode: boolean;
  readonly start: number;
  readonly end: number;
  /** From 1, as error messages count. */
  readonly line: number;
}
