/** Conditions become closures that answer true, false, or null for UNKNOWN. */
import type { SqlType, SqlValue } from '../contract';
import { isCondition } from '../language/ast';
import type { ComparisonOperator, Condition, Expression } from '../language/ast';
import { checkCollations } from './collation';
import { compareValues, keyOf, likePattern } from './compare';
import { collatedAs, compile, singleColumn } from './compile-expression';
import { coerce } from './compiled';
import type { Compiled, CompiledCondition } from './compiled';
import type { CompiledQuery } from './compiled-query';
import type { Context } from './context';
import { convert } from './convert';
import { refusal } from './errors';
import { compileQuery } from './query';
import { commonType, familyOf } from './types';
import { textOf } from './text-of';

type ConditionCompiler<Kind extends Condition['kind']> = (
  condition: Extract<Condition, { kind: Kind }>,
  context: Context,
) => CompiledCondition;

const signs: Readonly<Record<ComparisonOperator, (order: number) => boolean>> = {
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
    comparison(compile(left, context), compile(right, context), operator),
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
    for (const item of 'columns' in list ? [collatedAs(list.columns[0]!)] : list) checkCollations(value, item, '=');
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
  like: ({ operand, pattern }, context) => {
    const asText = (expression: Expression): Compiled => {
      const compiled = compile(expression, context);
      return familyOf(compiled.type) === 'text' ? compiled : coerce(compiled, { name: 'nvarchar', length: 4000 });
    };
    const [text, template] = [asText(operand), asText(pattern)];
    checkCollations(text, template, 'like');
    return () => {
      const [value, wanted] = [text.evaluate(), template.evaluate()];
      return value === null || wanted === null ? null : likePattern(textOf(wanted)).test(textOf(value));
    };
  },
};

function queryValues(compiled: CompiledQuery, type: SqlType): () => SqlValue[] {
  const conversion = { from: compiled.columns[0]!.type, to: type };
  return () => compiled.run().map((row) => convert(row[0]!, conversion));
}

/** @throws SqlError 206, 402 for types that have no order in common, 468 for collations. */
function comparison(left: Compiled, right: Compiled, operator: ComparisonOperator): CompiledCondition {
  if (left.untyped === true || right.untyped === true) return () => null;
  checkCollations(left, right, operator);
  const test = signs[operator];
  const type = commonType(left.type, right.type);
  const a = coerce(left, familyOf(type) === 'text' ? { ...type, length: 'max' } : type).evaluate;
  const b = coerce(right, familyOf(type) === 'text' ? { ...type, length: 'max' } : type).evaluate;
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
