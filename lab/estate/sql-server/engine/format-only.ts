/** SET FMTONLY, NOEXEC and PARSEONLY: statements have no effect, and under FMTONLY queries tell their columns. */
import type { Statement } from '../language/ast';
import type { Environment } from './environment';
import type { Execution } from './execution';
import { compileQuery } from './query';

/** What stands inside a statement that only decides whether and how often it runs: under FMTONLY all of it is looked at. */
export function branchesOf(statement: Statement): readonly Statement[] | undefined {
  switch (statement.kind) {
    case 'block':
      return statement.statements;
    case 'if':
      return statement.otherwise === undefined ? [statement.then] : [statement.then, statement.otherwise];
    case 'while':
      return [statement.body];
    case 'try':
      return statement.body;
    default:
      return undefined;
  }
}

export const isOnlyLookedAt = ({ options }: Environment['state']): boolean => options.formatOnly || options.noExec;

/** SET, USE and the texts of EXEC go on under FMTONLY, for what follows depends on them; under NOEXEC only SET does. */
export function runsAnyway(statement: Statement, { options }: Environment['state']): boolean {
  if (statement.kind === 'set option') return true;
  if (options.noExec) return false;
  return (
    statement.kind === 'use' || statement.kind === 'set variable' || statement.kind === 'declare' || runsText(statement)
  );
}

/** Of EXEC ('text') and sp_executesql the statements inside are what happens. */
export const runsText = (statement: Statement): boolean =>
  statement.kind === 'execute' &&
  (statement.call.kind === 'text' ||
    ('name' in statement.call.procedure && statement.call.procedure.name.toLowerCase() === 'sp_executesql'));

/** Tells the columns of a query and sends none of its rows. */
export function lookAt(statement: Statement, execution: Execution): void {
  if (statement.kind !== 'select' || execution.state.options.noExec) return;
  const { columns, assigns } = compileQuery(statement.query, execution);
  if (assigns) return;
  execution.reply.columns(columns);
  execution.reply.done(0);
}
