/** Expressions and conditions become closures over their scope; names and types are checked once, here. */
import type { SqlType, SqlValue } from '../contract';
import { isCondition } from '../language/ast';
import type { Condition, Expression, FunctionCall, Query, ValueExpression } from '../language/ast';
import { aggregate, isAggregate } from './aggregates';
import { compileArithmetic } from './arithmetic';
import { compareValues, keyOf, likePattern } from './compare';
import { coerce, commonTypeOfCompiled } from './compiled';
import type { Compiled, CompiledCondition } from './compiled';
import { asDecimal, convert } from './convert';
import type { Environment } from './environment';
import { refusal } from './errors';
import { functions } from './functions/table';
import { globalVariables } from './functions/system';
import { compileQuery } from './query';
import { Scope } from './scope';
import { commonType, familyOf, isNumeric, isUnicode, typeText } from './types';
import { fingerprint } from './fingerprint';
import { compileWindow, isWindowFunction } from './windows';

export interface Context {
  readonly scope: Scope;
  readonly environment: Environment;
}

/** An expression that sees no columns. */
export const compileConstant = (expression: Expression, environment: Environment): Compiled =>
  compile(expression, { scope: new Scope(), environment });

type Compiler<Kind extends ValueExpression['kind']> = (
  expression: Extract<ValueExpression, { kind: Kind }>,
  context: Context,
) => Compiled;

const compilers: { readonly [Kind in ValueExpression['kind']]: Compiler<Kind> } = {
  literal: ({ value, type }) => ({ type, evaluate: () => value }),
  null: () => ({ type: { name: 'int' }, evaluate: () => null, untyped: true }),
  default: () => ({ type: { name: 'int' }, evaluate: () => null, untyped: true }),
  variable: compileVariable,
  column: compileColumn,
  negate: ({ operand }, context) => {
    const zero: Compiled = { type: { name: 'tinyint' }, evaluate: () => 0 };
    const compiled = compile(operand, context);
    if (!isNumeric(compiled.type))
      throw refusal(8117, `Operand data type ${typeText(compiled.type)} is invalid for minus operator.`);
    const { type } = compileArithmetic('-', zero, compiled);
    return coerce(compileArithmetic('-', zero, compiled), compiled.type.name === 'numeric' ? compiled.type : type);
  },
  complement: ({ operand }, context) => {
    const compiled = compile(operand, context);
    if (!['integer', 'bigint'].includes(familyOf(compiled.type))) {
      throw refusal(8117, `Operand data type ${typeText(compiled.type)} is invalid for '~' operator.`);
    }
    return {
      type: compiled.type,
      evaluate: () => {
        const value = compiled.evaluate();
        return value === null ? null : typeof value === 'bigint' ? ~value : ~Number(value);
      },
    };
  },
  arithmetic: ({ operator, left, right }, context) =>
    compileArithmetic(operator, compile(left, context), compile(right, context)),
  case: compileCase,
  call: compileCall,
  cast: ({ operand, type, style }, context) => {
    const compiled = compile(operand, context);
    const compiledStyle = style && compile(style, context);
    const fixed = { from: compiled.type, to: type };
    return {
      type,
      evaluate: () => {
        const value = compiled.evaluate();
        const given = compiledStyle?.evaluate();
        if (value === null || given === null) return null;
        return convert(value, given === undefined ? fixed : { ...fixed, style: Number(asDecimal(given).unscaled) });
      },
    };
  },
  subquery: ({ query }, context) => {
    const compiled = singleColumn(query, context);
    return {
      type: compiled.columns[0]!.type,
      evaluate: () => {
        const rows = compiled.run();
        if (rows.length > 1) {
          throw refusal(
            512,
            'Subquery returned more than 1 value. This is not permitted when the subquery follows =, !=, <, <= , >, >= or when the subquery is used as an expression.',
          );
        }
        return rows[0]?.[0] ?? null;
      },
    };
  },
};

export function compile(expression: Expression, context: Context): Compiled {
  if (isCondition(expression)) throw refusal(102, "Incorrect syntax near '='.", 15);
  const { grouping } = context.scope;
  if (grouping !== undefined && grouping.keys.size > 0 && expression.kind !== 'literal') {
    const key = grouping.keys.get(fingerprint(expression, context.scope));
    if (key !== undefined) return { type: key.type, evaluate: () => grouping.current[key.slot]! };
  }
  const compiler = compilers[expression.kind] as (expression: Expression, context: Context) => Compiled;
  return compiler(expression, context);
}

function compileVariable(
  { name, line }: Extract<ValueExpression, { kind: 'variable' }>,
  { environment }: Context,
): Compiled {
  const global = globalVariables[name];
  if (global !== undefined) return { type: global.type, evaluate: () => global.read(environment) };
  const variable = environment.variables.get(name);
  if (variable === undefined) throw refusal(137, `Must declare the scalar variable "${name}".`, 15, line);
  return { type: variable.type, evaluate: () => variable.value };
}

function compileColumn(reference: Extract<ValueExpression, { kind: 'column' }>, { scope }: Context): Compiled {
  const { scope: owner, index, column } = scope.resolve(reference);
  const { grouping } = owner;
  if (grouping === undefined) return { type: column.type, evaluate: () => owner.row[index]! };
  const key = grouping.keys.get(fingerprint(reference, scope));
  if (key !== undefined) return { type: key.type, evaluate: () => grouping.current[key.slot]! };
  const source = owner.sources.findLast((candidate) => candidate.offset <= index)!;
  throw refusal(
    8120,
    `Column '${source.alias}.${column.name}' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.`,
    16,
    reference.line,
  );
}

function compileCase(
  { input, branches, otherwise }: Extract<ValueExpression, { kind: 'case' }>,
  context: Context,
): Compiled {
  const results = [
    ...branches.map((branch) => compile(branch.then, context)),
    ...(otherwise ? [compile(otherwise, context)] : []),
  ];
  const type = commonTypeOfCompiled(results);
  const typed = results.map((result) => coerce(result, type));
  const tests = branches.map(({ when }) =>
    compileCondition(
      input === undefined ? when : { kind: 'compare', operator: '=', left: input, right: when },
      context,
    ),
  );
  return {
    type,
    evaluate: () => {
      const index = tests.findIndex((test) => test() === true);
      return typed[index < 0 ? tests.length : index]?.evaluate() ?? null;
    },
  };
}

function compileCall(call: FunctionCall, context: Context): Compiled {
  if (call.over !== undefined && isWindowFunction(call.name)) return compileWindow(call, context);
  if (isAggregate(call.name)) return compileAggregate(call, context);
  if (call.name === 'nullif') {
    const [left, right] = call.arguments;
    if (call.arguments.length !== 2) throw wrongCount(call, 2);
    const test = compileCondition({ kind: 'compare', operator: '=', left: left!, right: right! }, context);
    const value = compile(left!, context);
    return { type: value.type, evaluate: () => (test() === true ? null : value.evaluate()) };
  }
  const definition = Object.hasOwn(functions, call.name) ? functions[call.name] : undefined;
  if (definition === undefined)
    throw refusal(195, `'${call.name}' is not a recognized built-in function name.`, 15, call.line);
  const given = call.arguments.length;
  if (given < definition.least || given > definition.most) throw wrongCount(call, definition.least, definition.most);
  return definition.build(
    call.arguments.map((argument) => compile(argument, context)),
    context.environment,
  );
}

function wrongCount(call: FunctionCall, least: number, most = least): Error {
  if (least !== most)
    return refusal(189, `The ${call.name} function requires ${least} to ${most} arguments.`, 15, call.line);
  return refusal(174, `The ${call.name} function requires ${least} argument(s).`, 15, call.line);
}

function compileAggregate(call: FunctionCall, { scope, environment }: Context): Compiled {
  const { grouping } = scope;
  if (grouping === undefined) {
    throw refusal(
      147,
      'An aggregate may not appear in the WHERE clause unless it is in a subquery contained in a HAVING clause or a select list, and the column being aggregated is an outer reference.',
      15,
      call.line,
    );
  }
  if (!call.star && call.arguments.length !== 1) throw wrongCount(call, 1);
  // Within the aggregate, columns are those of the rows, not of the groups.
  scope.grouping = undefined;
  const argument = call.star ? undefined : compile(call.arguments[0]!, { scope, environment });
  scope.grouping = grouping;
  const slot = aggregate(call.name, argument, call.distinct);
  const index = grouping.keys.size + grouping.aggregates.length;
  grouping.aggregates.push(slot);
  return { type: slot.type, evaluate: () => grouping.current[index]! };
}

function singleColumn(query: Query, context: Context): ReturnType<typeof compileQuery> {
  const compiled = compileQuery(query, context.environment, context.scope);
  if (compiled.columns.length === 1) return compiled;
  throw refusal(
    116,
    'Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.',
  );
}

/* ---------- conditions: true, false, or null for UNKNOWN ---------- */

type ConditionCompiler<Kind extends Condition['kind']> = (
  condition: Extract<Condition, { kind: Kind }>,
  context: Context,
) => CompiledCondition;

const signs: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
};

const logical: ConditionCompiler<'and' | 'or'> = ({ kind, left, right }, context) => {
  const first = compileCondition(left, context);
  const second = compileCondition(right, context);
  const decisive = kind === 'or';
  return () => {
    const a = first();
    if (a === decisive) return decisive;
    const b = second();
    if (b === decisive) return decisive;
    return a === null || b === null ? null : !decisive;
  };
};

const conditionCompilers: { readonly [Kind in Condition['kind']]: ConditionCompiler<Kind> } = {
  compare: ({ operator, left, right }, context) =>
    comparison(compile(left, context), compile(right, context), signs[operator]!),
  and: logical as ConditionCompiler<'and'>,
  or: logical as ConditionCompiler<'or'>,
  not: ({ operand }, context) => {
    const inner = compileCondition(operand, context);
    return () => {
      const value = inner();
      return value === null ? null : !value;
    };
  },
  isNull: ({ operand }, context) => {
    const { evaluate } = compile(operand, context);
    return () => evaluate() === null;
  },
  between: ({ operand, low, high }, context) =>
    compileCondition(
      {
        kind: 'and',
        left: { kind: 'compare', operator: '>=', left: operand, right: low },
        right: { kind: 'compare', operator: '<=', left: operand, right: high },
      },
      context,
    ),
  exists: ({ query }, { environment, scope }) => {
    const compiled = compileQuery(query, environment, scope);
    return () => compiled.run().length > 0;
  },
  in: ({ operand, items }, context) => {
    const value = compile(operand, context);
    const list = 'body' in items ? singleColumn(items, context) : items.map((item) => compile(item, context));
    const itemTypes =
      'columns' in list
        ? [list.columns[0]!.type]
        : list.filter((item) => item.untyped !== true).map((item) => item.type);
    const type = itemTypes.reduce(commonType, value.type);
    const typed = coerce(value, type);
    const candidates = 'columns' in list ? queryValues(list, type) : list.map((item) => coerce(item, type).evaluate);
    return () => {
      const wanted = typed.evaluate();
      const given = typeof candidates === 'function' ? candidates() : candidates.map((candidate) => candidate());
      if (given.length === 0) return false;
      if (wanted === null) return null;
      const key = keyOf(wanted);
      if (given.some((candidate) => candidate !== null && keyOf(candidate) === key)) return true;
      return given.includes(null) ? null : false;
    };
  },
  quantified: ({ operator, all, left, query }, context) => {
    const value = compile(left, context);
    const compiled = singleColumn(query, context);
    const type = commonType(value.type, compiled.columns[0]!.type);
    const typed = coerce(value, type);
    const candidates = queryValues(compiled, type);
    const test = signs[operator]!;
    return () => {
      const wanted = typed.evaluate();
      const results = candidates().map((candidate) =>
        wanted === null || candidate === null ? null : test(compareValues(wanted, candidate, type)),
      );
      if (results.includes(!all)) return !all;
      return results.includes(null) ? null : all;
    };
  },
  like: ({ operand, pattern, escape }, context) => {
    const asText = (expression: Expression): Compiled => {
      const compiled = compile(expression, context);
      return familyOf(compiled.type) === 'text' ? compiled : coerce(compiled, { name: 'nvarchar', length: 4000 });
    };
    const [text, template] = [asText(operand), asText(pattern)];
    const escapeWith = escape && asText(escape);
    // A varchar pattern keeps the trailing blanks of the text out of the comparison, an nvarchar one does not.
    return () => {
      const [value, wanted, mark] = [text.evaluate(), template.evaluate(), escapeWith?.evaluate()];
      if (value === null || wanted === null || mark === null) return null;
      if (mark !== undefined && String(mark).length !== 1) {
        throw refusal(506, `The invalid escape character "${String(mark)}" was specified in a LIKE predicate.`);
      }
      return likePattern(String(wanted), mark === undefined ? undefined : String(mark)).test(String(value));
    };
  },
};

function queryValues(compiled: ReturnType<typeof compileQuery>, type: SqlType): () => SqlValue[] {
  const conversion = { from: compiled.columns[0]!.type, to: type };
  return () => compiled.run().map((row) => convert(row[0]!, conversion));
}

/** @throws SqlError 206, 402 for types that have no order in common. */
export function comparison(left: Compiled, right: Compiled, test: (order: number) => boolean): CompiledCondition {
  if (left.untyped === true || right.untyped === true) return () => null;
  const type = commonType(left.type, right.type);
  const a = coerce(left, isUnicode(type) || familyOf(type) === 'text' ? { ...type, length: 'max' } : type).evaluate;
  const b = coerce(right, isUnicode(type) || familyOf(type) === 'text' ? { ...type, length: 'max' } : type).evaluate;
  return () => {
    const x = a();
    if (x === null) return null;
    const y = b();
    return y === null ? null : test(compareValues(x, y, type));
  };
}

export function compileCondition(expression: Expression, context: Context): CompiledCondition {
  if (!isCondition(expression))
    throw refusal(4145, 'An expression of non-boolean type specified in a context where a condition is expected.', 15);
  const compiler = conditionCompilers[expression.kind] as (condition: Condition, context: Context) => CompiledCondition;
  return compiler(expression, context);
}
