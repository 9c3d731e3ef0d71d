/** A statement in the words that a look from outside needs: its command, what it names, its options; variables resolved. */
import { SqlError } from '../contract';
import type { ObjectName, Parameter, StatementAct } from '../contract';
import type { Statement } from '../language/ast';
import { parseName } from '../language/parse-name';
import { administrativeStatement, commandName, isAdministrative } from './administration';
import { compileConstant } from './compile-expression';
import type { Environment } from './environment';

/** What cannot be resolved (the statement will be refused for it) is left out. */
export function statementAct(statement: Statement, environment: Environment): StatementAct {
  const command = commandName(statement);
  try {
    if (isAdministrative(statement)) return administrativeAct(command, administrativeStatement(statement, environment));
    if (statement.kind === 'execute') {
      const { procedure } = statement.call;
      const values = statement.call.arguments.map(({ name: parameter, value }, index): [string, unknown] => [
        (parameter ?? `@${String(index + 1)}`).toLowerCase(),
        compileConstant(value, environment).evaluate(),
      ]);
      return { command, objects: [procedure.name.toLowerCase()], options: new Map(values) };
    }
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
  }
  return { command, objects: namedIn(statement), options: new Map() };
}

/** A remote procedure call. */
export const callAct = (procedure: string, parameters: readonly Parameter[]): StatementAct => ({
  command: 'EXECUTE',
  objects: [parseName(procedure).name.toLowerCase()],
  options: new Map(
    parameters.map(({ name, value }, index) => [name === '' ? `@${String(index + 1)}` : name.toLowerCase(), value]),
  ),
});

function administrativeAct(command: string, statement: ReturnType<typeof administrativeStatement>): StatementAct {
  const objects = 'databases' in statement ? statement.databases : 'database' in statement ? [statement.database] : [];
  return { command, objects: objects.map((name) => name.toLowerCase()), options: new Map(optionsOf(statement)) };
}

function optionsOf(statement: ReturnType<typeof administrativeStatement>): [string, unknown][] {
  switch (statement.kind) {
    case 'backup':
    case 'restore':
      return [
        ...[...statement.options].map(([name, value]): [string, unknown] => [name.toLowerCase(), value]),
        ...(statement.disks.length === 0 ? [] : [['disk', statement.disks] as [string, unknown]]),
      ];
    case 'alter database': {
      const { action } = statement;
      return action.set === 'option'
        ? [[action.option.toLowerCase(), action.value ?? true]]
        : [[action.set, action.to]];
    }
    case 'kill':
      return [['session', statement.session]];
    default:
      return [];
  }
}

/** Every table that a query or a change of rows names, wherever it stands in it. */
function namedIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(namedIn);
  if (typeof node !== 'object' || node === null) return [];
  const { kind, name, target } = node as { kind?: unknown; name?: ObjectName; target?: ObjectName };
  return [
    ...(kind === 'table' && name !== undefined ? [name.name.toLowerCase()] : []),
    ...(target?.name === undefined ? [] : [target.name.toLowerCase()]),
    ...Object.values(node).flatMap(namedIn),
  ];
}
