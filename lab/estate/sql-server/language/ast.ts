/** The shape of a parsed batch. Nothing in it is resolved: names are as written, values as literals or variables. */
import type { AlterDatabaseAction, NamedFile, ObjectName, SqlType, SqlValue } from '../contract';
import type { PrincipalStatement } from '../principal-statement';

export type ComparisonOperator = '=' | '<>' | '<' | '>' | '<=' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

export interface OrderItem {
  readonly expression: Expression;
  readonly descending: boolean;
}

export interface FunctionCall {
  readonly kind: 'call';
  /** Lower case. */
  readonly name: string;
  readonly arguments: readonly Expression[];
  readonly distinct: boolean;
  /** `COUNT(*)` */
  readonly star: boolean;
  readonly over?: { readonly partitionBy: readonly Expression[]; readonly orderBy: readonly OrderItem[] };
  readonly line: number;
}

export interface ColumnReference {
  readonly kind: 'column';
  /** The qualifiers and the name, as written. */
  readonly parts: readonly string[];
  readonly line: number;
}

export type ValueExpression =
  | { readonly kind: 'literal'; readonly value: SqlValue; readonly type: SqlType }
  | { readonly kind: 'null' }
  | { readonly kind: 'variable'; readonly name: string; readonly line: number }
  | ColumnReference
  | { readonly kind: 'negate'; readonly operand: Expression }
  | { readonly kind: 'collate'; readonly operand: Expression; readonly collation: string }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'case';
      readonly input?: Expression;
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise?: Expression;
    }
  | FunctionCall
  | { readonly kind: 'cast'; readonly operand: Expression; readonly type: SqlType; readonly style?: Expression }
  | { readonly kind: 'subquery'; readonly query: Query };

export type Condition =
  | {
      readonly kind: 'compare';
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'in'; readonly operand: Expression; readonly items: readonly Expression[] | Query }
  | { readonly kind: 'between'; readonly operand: Expression; readonly low: Expression; readonly high: Expression }
  | { readonly kind: 'like'; readonly operand: Expression; readonly pattern: Expression }
  | { readonly kind: 'isNull'; readonly operand: Expression }
  | { readonly kind: 'exists'; readonly query: Query };

export type Expression = ValueExpression | Condition;

const conditionKinds: ReadonlySet<string> = new Set<Condition['kind']>([
  'compare',
  'and',
  'or',
  'not',
  'in',
  'between',
  'like',
  'isNull',
  'exists',
]);

/** T-SQL has no boolean values: a condition and a value are never interchangeable. */
export const isCondition = (expression: Expression): expression is Condition => conditionKinds.has(expression.kind);

/* ---------- queries ---------- */

export type SelectItem =
  | { readonly kind: 'star'; readonly qualifier?: readonly string[]; readonly line: number }
  | { readonly kind: 'value'; readonly expression: Expression; readonly alias?: string };

export type TableSource =
  | { readonly kind: 'table'; readonly name: ObjectName; readonly alias?: string; readonly line: number }
  | { readonly kind: 'derived'; readonly query: Query; readonly alias: string }
  | {
      readonly kind: 'function';
      readonly name: ObjectName;
      readonly arguments: readonly Expression[];
      readonly alias?: string;
      readonly line: number;
    }
  | {
      readonly kind: 'join';
      readonly type: 'inner' | 'left' | 'right' | 'full' | 'cross' | 'cross apply' | 'outer apply';
      readonly left: TableSource;
      readonly right: TableSource;
      readonly on?: Expression;
    };

export interface Select {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly top?: Expression;
  readonly items: readonly SelectItem[];
  readonly into?: ObjectName;
  readonly from: readonly TableSource[];
  readonly where?: Expression;
  readonly groupBy: readonly Expression[];
  readonly having?: Expression;
  readonly line: number;
}

export interface Union {
  readonly kind: 'union';
  readonly all: boolean;
  readonly left: QueryBody;
  readonly right: QueryBody;
}

export type QueryBody = Select | Union;

export interface CommonTable {
  readonly name: string;
  readonly query: Query;
}

export interface Query {
  readonly with: readonly CommonTable[];
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
}

/* ---------- statements ---------- */

export interface ColumnDefinition {
  readonly name: string;
  readonly type: SqlType;
  /** Absent when neither NULL nor NOT NULL is written. */
  readonly nullable?: boolean;
}

export interface ExecuteArgument {
  /** With the `@`. */
  readonly name?: string;
  readonly value: Expression;
  readonly output: boolean;
}

export interface ExecuteCall {
  readonly procedure: ObjectName;
  readonly returnTo?: string;
  readonly arguments: readonly ExecuteArgument[];
  readonly line: number;
}

export interface Assignment {
  readonly column: ColumnReference;
  readonly value: Expression;
}

export interface BackupSyntax {
  readonly kind: 'backup';
  readonly what: 'database' | 'log';
  readonly database: Expression;
  readonly disks: readonly Expression[];
  readonly options: ReadonlyMap<string, true | Expression>;
}

export interface RestoreSyntax {
  readonly kind: 'restore';
  readonly what: 'database' | 'log' | 'headeronly' | 'filelistonly' | 'labelonly' | 'verifyonly';
  readonly database?: Expression;
  readonly disks: readonly Expression[];
  readonly options: ReadonlyMap<string, true | Expression>;
  readonly moves: readonly { readonly logical: Expression; readonly to: Expression }[];
}

export type StatementBody =
  | { readonly kind: 'select'; readonly query: Query }
  | {
      readonly kind: 'insert';
      readonly target: ObjectName;
      readonly columns?: readonly string[];
      readonly source: ExecuteCall | { readonly rows: readonly (readonly Expression[])[] };
    }
  | {
      readonly kind: 'update';
      readonly target: ObjectName;
      readonly assignments: readonly Assignment[];
      readonly where?: Expression;
    }
  | { readonly kind: 'delete'; readonly target: ObjectName; readonly where?: Expression }
  | { readonly kind: 'create table'; readonly target: ObjectName; readonly columns: readonly ColumnDefinition[] }
  | { readonly kind: 'drop table'; readonly targets: readonly ObjectName[] }
  | {
      readonly kind: 'declare';
      readonly variables: readonly {
        readonly name: string;
        readonly type: SqlType;
        readonly value?: Expression;
        readonly line: number;
      }[];
    }
  | { readonly kind: 'set variable'; readonly variable: string; readonly value: Expression; readonly line: number }
  | { readonly kind: 'set option'; readonly options: readonly string[]; readonly value: string | number }
  | { readonly kind: 'print'; readonly value: Expression }
  | { readonly kind: 'raiserror'; readonly arguments: readonly Expression[]; readonly options: readonly string[] }
  | { readonly kind: 'if'; readonly condition: Expression; readonly then: Statement; readonly otherwise?: Statement }
  | { readonly kind: 'block'; readonly statements: readonly Statement[] }
  | { readonly kind: 'try'; readonly body: readonly Statement[]; readonly handler: readonly Statement[] }
  | { readonly kind: 'use'; readonly database: string }
  | { readonly kind: 'begin transaction'; readonly name?: Expression }
  | { readonly kind: 'save transaction'; readonly name?: Expression }
  | { readonly kind: 'rollback'; readonly name?: Expression }
  | { readonly kind: 'commit' }
  | {
      readonly kind: 'throw';
      /** Absent in `THROW;`, which raises the caught error again. */
      readonly raised?: { readonly number: Expression; readonly text: Expression; readonly state: Expression };
    }
  | {
      readonly kind: 'dbcc';
      /** Upper case. */
      readonly command: string;
      readonly arguments: readonly Expression[];
      /** Upper case: `NO_INFOMSGS`, `TABLERESULTS`. */
      readonly options: readonly string[];
    }
  | { readonly kind: 'execute'; readonly call: ExecuteCall }
  | { readonly kind: 'waitfor'; readonly delay: Expression }
  | { readonly kind: 'kill'; readonly session: number; readonly statusOnly: boolean }
  | BackupSyntax
  | RestoreSyntax
  | { readonly kind: 'alter database'; readonly database: string; readonly action: AlterDatabaseAction }
  | { readonly kind: 'create database'; readonly database: string; readonly files: readonly NamedFile[] }
  | { readonly kind: 'drop database'; readonly databases: readonly string[] }
  | { readonly kind: 'alter authorization'; readonly database: string; readonly owner: string }
  | { readonly kind: 'alter user'; readonly user: string; readonly login: string }
  | PrincipalStatement;

/** A statement with its place in the text of its batch. */
export type Statement = StatementBody & {
  readonly start: number;
  readonly end: number;
  readonly line: number;
};

export interface Batch {
  readonly text: string;
  readonly statements: readonly Statement[];
}
