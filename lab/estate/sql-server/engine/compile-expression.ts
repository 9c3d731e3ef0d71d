/** Expressions become closures over their scope; names and types are checked once, here. */
import type { Column } from '../contract';
import { isCondition } from '../language/ast';
import type { Expression, FunctionCall, Query, ValueExpression } from '../language/ast';
import { aggregate, isAggregate } from './aggregates';
import { compileArithmetic } from './arithmetic';
import { compileCondition } from './compile-condition';
import { coerce, commonTypeOfCompiled } from './compiled';
import type { Compiled } from './compiled';
import type { CompiledQuery, Row } from './compiled-query';
import type { Context } from './context';
import { asDecimal, convert } from './convert';
import type { Environment } from './environment';
import { refusal } from './errors';
import { fingerprint } from './fingerprint';
import { functions } from './functions/table';
import { globalVariables } from './functions/system';
import { compileQuery } from './query';
import { numberRows } from './row-number';
import { signOf } from './row-order';
import { Scope } from './scope';
import { familyOf, isNumeric, typeText } from './types';

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
  collate: ({ operand, collation: name }, context) => {
    const compiled = compile(operand, context);
    if (familyOf(compiled.type) !== 'text')
      throw refusal(447, `Expression type ${typeText(compiled.type)} is invalid for COLLATE clause.`);
    return { ...compiled, collation: { name, isExplicit: true } };
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
    const before = context.scope.references;
    const compiled = singleColumn(query, context);
    const isCorrelated = context.scope.references > before;
    let once: readonly Row[] | undefined;
    return {
      type: compiled.columns[0]!.type,
      evaluate: () => {
        // One that names no column around it answers every row alike.
        const rows = isCorrelated ? compiled.run() : (once ??= compiled.run());
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
  if (grouping === undefined) return { ...collatedAs(column), evaluate: () => owner.row[index]! };
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

export const collatedAs = ({ type, collation: name }: Column): Pick<Compiled, 'type' | 'collation'> => ({
  type,
  ...(name !== undefined && familyOf(type) === 'text' && { collation: { name, isExplicit: false } }),
});

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
  if (call.name === 'row_number') return compileRowNumber(call, context);
  if (isAggregate(call.name)) return compileAggregate(call, context);
  const definition = Object.hasOwn(functions, call.name) ? functions[call.name] : undefined;
  if (definition === undefined && call.name.includes('.')) {
    throw refusal(
      4121,
      `Cannot find either column "${call.name.split('.')[0]}" or the user-defined function or aggregate "${call.name}", or the name is ambiguous.`,
      16,
      call.line,
    );
  }
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

/** @throws SqlError 4112, 10753. */
function compileRowNumber({ over, line }: FunctionCall, context: Context): Compiled {
  if (over === undefined) throw refusal(10753, "The function 'ROW_NUMBER' must have an OVER clause.", 15, line);
  if (over.orderBy.length === 0)
    throw refusal(4112, "The function 'ROW_NUMBER' must have an OVER clause with ORDER BY.", 15, line);
  return numberRows(
    over.partitionBy.map((expression) => compile(expression, context)),
    over.orderBy.map((item) => ({ ...compile(item.expression, context), sign: signOf(item) })),
    context.scope,
  );
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

export function singleColumn(query: Query, context: Context): CompiledQuery {
  const compiled = compileQuery(query, context.environment, context.scope);
  if (compiled.columns.length === 1) return compiled;
  throw refusal(
    116,
    'Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.',
  );
}
