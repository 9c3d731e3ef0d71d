/** What a text would answer with, found without running it: sp_prepare tells it to the client. */
import type { Column } from '../contract';
import { parseParameterDeclarations } from '../language/parse-parameters';
import { parseBatch } from '../language/parse-statement';
import type { Execution } from './execution';
import { compileQuery } from './query';

/** The columns of the first statement, `undefined` where it is no query. @throws SqlError for what the compiler refuses. */
export function describe(text: string, declarations: string, execution: Execution): readonly Column[] | undefined {
  const { statements } = parseBatch(text, { quotedIdentifier: execution.state.options.quotedIdentifier });
  const [first] = statements;
  if (first?.kind !== 'select') return undefined;
  for (const { name, type } of parseParameterDeclarations(declarations)) execution.declareParameter(name, type, null);
  const { columns, assigns } = compileQuery(first.query, execution);
  return assigns ? undefined : columns;
}
