/** Turns the syntax of administrative statements into what the instance is asked to do. */
import { SqlError } from '../contract';
import type { AdministrativeStatement, BackupStatement, RestoreStatement, StatementOptions } from '../contract';
import type { Expression, Statement } from '../language/ast';
import { compileConstant } from './compile-expression';
import type { Environment } from './environment';
import { refusal } from './errors';
import { textOf } from './text-of';

const administrative = [
  'backup',
  'restore',
  'alter database',
  'create database',
  'drop database',
  'alter authorization',
  'alter user',
  'create login',
  'alter login',
  'alter server role',
  'kill',
] as const;

export type AdministrativeSyntax = Extract<Statement, { kind: (typeof administrative)[number] }>;

export const isAdministrative = (statement: Statement): statement is AdministrativeSyntax =>
  (administrative as readonly string[]).includes(statement.kind);

/** @throws SqlError 226, 3021, 6104, 6115, 6120 where the session may not ask for it now. */
export function administrativeStatement(
  statement: AdministrativeSyntax,
  environment: Environment,
): AdministrativeStatement {
  switch (statement.kind) {
    case 'backup':
      return backup(statement, environment);
    case 'restore':
      return restore(statement, environment);
    case 'kill':
      return kill(statement, environment);
    case 'alter database':
      refuseInTransaction('ALTER DATABASE', environment);
      return { kind: 'alter database', database: statement.database, action: statement.action };
    case 'create database':
      refuseInTransaction('CREATE DATABASE', environment);
      return { kind: 'create database', database: statement.database, files: statement.files };
    case 'drop database':
      refuseInTransaction('DROP DATABASE', environment);
      return { kind: 'drop database', databases: statement.databases, ifExists: false };
    case 'alter authorization':
      return { kind: 'alter authorization', database: statement.database, owner: statement.owner };
    case 'alter user':
      return { kind: 'alter user', user: statement.user, login: statement.login };
    case 'create login':
    case 'alter login':
    case 'alter server role':
      return statement;
  }
}

function refuseInTransaction(name: string, { state }: Environment): void {
  if (state.transactionDepth === 0) return;
  throw refusal(226, `${name} statement not allowed within multi-statement transaction.`);
}

/** The name that message 3013 and sys.dm_exec_requests use. */
export function commandName(statement: Statement): string {
  if (statement.kind !== 'backup' && statement.kind !== 'restore') return statement.kind.toUpperCase();
  return `${statement.kind} ${statement.what}`.toUpperCase();
}

function refuseBackupInTransaction(
  statement: Extract<AdministrativeSyntax, { kind: 'backup' | 'restore' }>,
  { state }: Environment,
): void {
  if (state.transactionDepth === 0) return;
  const cause = refusal(3021, 'Cannot perform a backup or restore operation within a transaction.');
  throw new SqlError(refusal(3013, `${commandName(statement)} is terminating abnormally.`).details, [cause.details]);
}

function backup(
  statement: Extract<AdministrativeSyntax, { kind: 'backup' }>,
  environment: Environment,
): BackupStatement {
  refuseBackupInTransaction(statement, environment);
  return {
    kind: 'backup',
    what: statement.what,
    database: asText(statement.database, environment),
    disks: statement.disks.map((disk) => asText(disk, environment)),
    options: optionsOf(statement.options, environment),
  };
}

function restore(
  statement: Extract<AdministrativeSyntax, { kind: 'restore' }>,
  environment: Environment,
): RestoreStatement {
  if (statement.database !== undefined) refuseBackupInTransaction(statement, environment);
  return {
    kind: 'restore',
    what: statement.what,
    database: statement.database === undefined ? '' : asText(statement.database, environment),
    disks: statement.disks.map((disk) => asText(disk, environment)),
    options: optionsOf(statement.options, environment),
    moves: statement.moves.map(({ logical, to }) => ({
      logical: asText(logical, environment),
      to: asText(to, environment),
    })),
  };
}

function kill(
  { session, statusOnly }: Extract<AdministrativeSyntax, { kind: 'kill' }>,
  { state }: Environment,
): AdministrativeStatement {
  if (state.transactionDepth > 0) throw refusal(6115, 'KILL command cannot be used inside user transactions.');
  if (!statusOnly && session === state.id) throw refusal(6104, 'Cannot use KILL to kill your own process.');
  return { kind: 'kill', session, statusOnly };
}

function asText(expression: Expression, environment: Environment): string {
  const value = compileConstant(expression, environment).evaluate();
  return value === null ? '' : textOf(value);
}

function optionsOf(options: ReadonlyMap<string, true | Expression>, environment: Environment): StatementOptions {
  return new Map(
    [...options].map(([name, given]): [string, true | string | number] => {
      if (given === true) return [name, true];
      const value = compileConstant(given, environment).evaluate();
      return [name, typeof value === 'number' ? value : value instanceof Date ? value.toISOString() : textOf(value)];
    }),
  );
}
