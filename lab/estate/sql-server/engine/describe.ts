/** What a text would answer with, found without running it: sp_prepare tells it to the client. */
import type { Column } from '../contract';
import { parseParameterDeclarations } from '../language/parse-parameters';
import { parseBatch } from '../language/parse-statement';
import { compileQuery } from './query';
import type { Running } from './running';

/** The columns of the first statement, `undefined` where it is no query. @throws SqlError for what the compiler refuses. */
export function describe(text: string, declarations: string, running: Running): readonly Column[] | undefined {
  const { statements } = parseBatch(text, { quotedIdentifier: running.state.options.quotedIdentifier });
  const [first] = statements;
  if (first?.kind !== 'select') return undefined;
  for (const { name, type } of parseParameterDeclarations(declarations)) running.declareParameter(name, type, null);
  return compileQuery(first.query, running).columns;
}
