/** The refusals of the parser (Database Engine errors 0-999), all severity 15. */
import { SqlError } from '../contract';
import type { SqlMessage } from '../contract';

const message = (number: number, text: string, line: number): SqlMessage => ({
  number,
  severity: 15,
  state: 1,
  text,
  line,
});

export const syntaxError = (number: number, text: string, line: number): SqlError =>
  new SqlError(message(number, text, line));

export const incorrectSyntax = (near: string, line: number): SqlError =>
  syntaxError(102, `Incorrect syntax near '${near}'.`, line);

export const incorrectKeyword = (keyword: string, line: number): SqlError =>
  syntaxError(156, `Incorrect syntax near the keyword '${keyword}'.`, line);

/** 105 is followed by 102, because the text ends where the string should have gone on. */
export const unclosedQuotation = (content: string, line: number): SqlError =>
  new SqlError(message(102, `Incorrect syntax near '${content}'.`, line), [
    message(105, `Unclosed quotation mark after the character string '${content}'.`, line),
  ]);
