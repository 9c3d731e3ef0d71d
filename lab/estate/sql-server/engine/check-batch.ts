/** What the compiler refuses before anything of a batch runs: variables, and columns of tables that are there already. */
import { SqlError } from '../contract';
import type { Statement } from '../language/ast';
import { compileDelete, compileUpdate } from './data-change';
import type { Environment } from './environment';
import { isBindingError, refusal } from './errors';
import { compileQuery } from './query';
import type { Variable } from './session-state';

/** Adds the variables of the batch to `into`, in the order of the text. @throws SqlError 134, 137. */
export function declareVariables(statements: readonly Statement[], into: Map<string, Variable>): void {
  const visit = (node: unknown, line: number): void => {
    if (typeof node !== 'object' || node === null || node instanceof Date || Buffer.isBuffer(node)) return;
    if (node instanceof Map) return visit([...node.values()], line);
    if (Array.isArray(node)) return node.forEach((item) => visit(item, line));
    const fields = node as Readonly<Record<string, unknown>>;
    const at = typeof fields['line'] === 'number' ? fields['line'] : line;
    if (fields['kind'] === 'declare') return declare(node as Extract<Statement, { kind: 'declare' }>);
    for (const [field, value] of Object.entries(fields)) {
      if (isVariableField(field, fields) && typeof value === 'string') requireScalar(value, field === 'name', at);
      else visit(value, at);
    }
  };
  /** What begins with @@ is there to be read, never to be set. */
  const requireScalar = (name: string, isRead: boolean, line: number): void => {
    if ((isRead && name.startsWith('@@')) || into.has(name)) return;
    throw refusal(137, `Must declare the scalar variable "${name}".`, 15, line);
  };
  const declare = (statement: Extract<Statement, { kind: 'declare' }>): void => {
    for (const { name, type, value, line } of statement.variables) {
      visit(value, line);
      if (into.has(name)) {
        throw refusal(
          134,
          `The variable name '${name}' has already been declared. Variable names must be unique within a query batch or stored procedure.`,
          15,
          line,
        );
      }
      into.set(name, { type, value: null });
    }
  };
  visit(statements, 1);
}

const isVariableField = (field: string, node: Readonly<Record<string, unknown>>): boolean =>
  field === 'variable' || field === 'returnTo' || (field === 'name' && node['kind'] === 'variable');

/** Binds every query whose tables are there; those that are not are bound when their statement runs. */
export function bindStatements(statements: readonly Statement[], environment: Environment): void {
  for (const statement of statements) {
    // What follows stands in another database, whose tables are not those of this one.
    if (statement.kind === 'use') return;
    try {
      bind(statement, environment);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      if (isBindingError(error))
        throw new SqlError({ ...error.details, line: error.details.line ?? statement.line }, error.before);
    }
  }
}

function bind(statement: Statement, environment: Environment): void {
  switch (statement.kind) {
    case 'select':
      compileQuery(statement.query, environment);
      return;
    case 'update':
      compileUpdate(statement, environment);
      return;
    case 'delete':
      compileDelete(statement, environment);
      return;
    case 'block':
      bindStatements(statement.statements, environment);
      return;
    case 'if':
      bindStatements(
        statement.otherwise === undefined ? [statement.then] : [statement.then, statement.otherwise],
        environment,
      );
      return;
    case 'try':
      bindStatements([...statement.body, ...statement.handler], environment);
      return;
    default:
  }
}
