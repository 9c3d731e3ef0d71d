/** SET FMTONLY, by which JDBC asks what a query would answer: statements have no effect, and queries tell their columns. */
import type { Statement } from '../language/ast';
import { isText } from './execute-call';
import { compileQuery } from './query';
import type { Running } from './running';

/** What stands inside a statement that only decides whether it runs: all of it is looked at. */
export function branchesOf(statement: Statement): readonly Statement[] | undefined {
  switch (statement.kind) {
    case 'block':
      return statement.statements;
    case 'if':
      return statement.otherwise === undefined ? [statement.then] : [statement.then, statement.otherwise];
    case 'try':
      return statement.body;
    default:
      return undefined;
  }
}

/** SET, USE and the texts of sp_executesql go on, for what follows depends on them. */
export const runsAnyway = (statement: Statement): boolean =>
  ['set option', 'set variable', 'declare', 'use'].includes(statement.kind) ||
  (statement.kind === 'execute' && isText(statement.call));

/** Tells the columns of a query and sends none of its rows. */
export function lookAt(statement: Statement, running: Running): void {
  if (statement.kind !== 'select') return;
  running.reply.columns(compileQuery(statement.query, running).columns);
  running.reply.done(0);
}
