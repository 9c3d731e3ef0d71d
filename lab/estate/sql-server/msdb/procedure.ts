/** How a stored procedure of msdb is declared, reads its arguments and answers with a result set. */
import type { Procedure, ProcedureCall, ProcedureParameter, SqlValue } from '../contract';
import { SqlError } from '../contract';
import { sqlError } from './errors';
import { columnsOf, valuesOf } from './tables/table';
import type { Field, Fields, RowOf } from './tables/table';

const failedConversion = (to: string): SqlError =>
  new SqlError({ number: 8114, severity: 16, state: 5, text: `Error converting data type nvarchar to ${to}.` });

/** The arguments of one call. NULL and "not passed" are the same to these procedures, as they are to the product's. */
export class Arguments {
  constructor(readonly call: ProcedureCall) {}

  private value(name: string): SqlValue {
    return this.call.arguments.get(name) ?? null;
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    if (value === null) return undefined;
    if (typeof value === 'object') throw failedConversion('nvarchar');
    return String(value).trimEnd();
  }

  number(name: string): number | undefined {
    const value = this.value(name);
    if (value === null) return undefined;
    const number =
      typeof value === 'object' && 'unscaled' in value ? Number(value.unscaled) / 10 ** value.scale : Number(value);
    if (!Number.isFinite(number)) throw failedConversion('int');
    return Math.trunc(number);
  }

  bit(name: string): boolean | undefined {
    const number = this.number(name);
    return number === undefined ? undefined : number !== 0;
  }

  guid(name: string): string | undefined {
    const text = this.text(name)?.replace(/^\{(.*)\}$/, '$1');
    if (text === undefined) return undefined;
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw failedConversion('uniqueidentifier');
    return text.toUpperCase();
  }

  /** An argument that log shipping refuses to be without (32052). */
  requiredText(name: string): string {
    const text = this.text(name);
    if (text === undefined || text === '') throw sqlError(32052, name);
    return text;
  }

  /** Text of at most `length` characters (14250). */
  shortText(name: string, length: number): string | undefined {
    const text = this.text(name);
    if (text !== undefined && text.length > length) throw sqlError(14250, name, length);
    return text;
  }

  /** A number out of `valid` (14266). */
  oneOf(name: string, valid: readonly number[]): number | undefined {
    const number = this.number(name);
    if (number !== undefined && !valid.includes(number)) throw sqlError(14266, name, valid.join(', '));
    return number;
  }
}

/** A parameter that need not be passed. */
export const optional = (name: string, of: Field<SqlValue>, value: SqlValue = null): ProcedureParameter => ({
  name,
  type: of.type,
  default: value,
});

/** A parameter whose absence is error 201. */
export const mandatory = (name: string, of: Field<SqlValue>): ProcedureParameter => ({ name, type: of.type });

export const outputOf = (name: string, of: Field<SqlValue>): ProcedureParameter => ({
  ...optional(name, of),
  output: true,
});

export type ProcedureBody = (args: Arguments) => void | Promise<void>;
export type Procedures = Readonly<Record<string, Procedure>>;

/** A procedure that returns 0, or throws what it refuses. */
export const procedure = (parameters: readonly ProcedureParameter[], body: ProcedureBody): Procedure => ({
  parameters,
  run: async (call) => {
    await body(new Arguments(call));
    return 0;
  },
});

/** The same procedure for members of sysadmin only (229). */
export const forSysadmin = (database: string, name: string, { parameters, run }: Procedure): Procedure => ({
  parameters,
  run: (call) => {
    if (!call.session.isSysadmin) throw sqlError(229, name, database, 'dbo');
    return run(call);
  },
});

/** One result set. */
export function answer<F extends Fields>({ call }: Arguments, fields: F, rows: readonly RowOf<F>[]): void {
  call.reply.columns(columnsOf(fields));
  for (const row of rows) call.reply.row(valuesOf(fields, row));
  call.reply.done(rows.length);
}
