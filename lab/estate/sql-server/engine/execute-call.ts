/** EXECUTE: procedures of the instance, sp_executesql, and texts. */
import { SqlError } from '../contract';
import type { ObjectName, Reply } from '../contract';
import type { ExecuteCall } from '../language/ast';
import { parseName } from '../language/parse-name';
import { parseParameterDeclarations } from '../language/parse-parameters';
import { compileConstant } from './compile-expression';
import { coerce } from './compiled';
import { convert } from './convert';
import { refusal } from './errors';
import type { Completion, Execution } from './execution';
import { bindArguments } from './procedure-call';
import type { GivenArgument } from './procedure-call';
import { typeText } from './types';
import type { SqlType, SqlValue } from '../contract';
import { textOf } from './text-of';

export interface CallResult {
  readonly completion: Completion;
  readonly status: number;
  /** New values by the position of the argument that asked for them. */
  readonly outputs: ReadonlyMap<number, { readonly type: SqlType; readonly value: SqlValue }>;
}

/** Runs a call and puts its outputs into the variables of the caller. */
export async function executeCall(
  call: ExecuteCall,
  execution: Execution,
  reply: Reply = execution.reply,
  insertsRows = false,
): Promise<Completion> {
  const depth = execution.state.transactionDepth;
  const completion = await executeAny(call, execution, reply, insertsRows);
  if (completion !== 'abort batch') checkTransactionCount(depth, execution);
  return completion;
}

/** @throws SqlError 266 when BEGIN and COMMIT inside do not match. SET IMPLICIT_TRANSACTIONS opens one without it. */
function checkTransactionCount(before: number, { state }: Execution): void {
  const { transactionDepth: after } = state;
  if (after === before || (after > before && state.options.implicitTransactions)) return;
  throw refusal(
    266,
    `Transaction count after EXECUTE indicates a mismatching number of BEGIN and COMMIT statements. Previous count = ${before}, current count = ${after}.`,
  );
}

async function executeAny(
  call: ExecuteCall,
  execution: Execution,
  reply: Reply,
  insertsRows: boolean,
): Promise<Completion> {
  if (call.kind === 'text') {
    const text = compileConstant(call.text, execution).evaluate();
    if (text === null) return 'normal';
    return boundary(await execution.inner((inner) => inner.runText(textOf(text)), reply, insertsRows));
  }
  const given = call.arguments.map((argument): GivenArgument => ({
    ...(argument.name !== undefined && { name: argument.name }),
    value: argument.value.kind === 'default' ? undefined : compileConstant(argument.value, execution),
    output: argument.output,
  }));
  const name =
    'variable' in call.procedure
      ? parseName(textOf(execution.variables.get(call.procedure.variable)!.value))
      : call.procedure;
  const { completion, status, outputs } = await callProcedure(name, given, execution, reply, insertsRows);
  for (const [index, { type, value }] of outputs) {
    const argument = call.arguments[index]!.value;
    const variable = argument.kind === 'variable' ? execution.variables.get(argument.name) : undefined;
    if (variable === undefined)
      throw refusal(179, 'Cannot use the OUTPUT option when passing a constant to a stored procedure.', 15);
    variable.value = convert(value, { from: type, to: variable.type });
  }
  if (call.returnTo !== undefined) {
    const variable = execution.variables.get(call.returnTo)!;
    variable.value = convert(status, { from: { name: 'int' }, to: variable.type });
  }
  return completion;
}

/** A scope that was given up ends there; the batch around it goes on. */
const boundary = (completion: Completion): Completion => (completion === 'abort batch' ? completion : 'normal');

export async function callProcedure(
  name: ObjectName,
  given: readonly GivenArgument[],
  execution: Execution,
  reply: Reply,
  insertsRows = false,
): Promise<CallResult> {
  if (name.name.toLowerCase() === 'sp_msforeachdb') return forEachDatabase(given, execution, reply);
  if (name.name.toLowerCase() === 'sp_executesql') return executeSql(given, execution, reply, insertsRows);
  const procedure = execution.facts.procedure(name, execution.session);
  if (procedure === undefined) {
    const written = [name.database, name.database === undefined ? name.schema : (name.schema ?? ''), name.name].filter(
      (part) => part !== undefined,
    );
    throw refusal(2812, `Could not find stored procedure '${written.join('.')}'.`);
  }
  const bound = bindArguments(name.name, procedure.parameters, given);
  const results = new Map<string, SqlValue>();
  try {
    const status = await procedure.run({
      session: execution.session,
      arguments: bound.values,
      outputs: new Set(bound.outputs.keys()),
      reply: {
        columns: (columns) => reply.columns(columns),
        row: (row) => reply.row(row),
        done: (rows) => reply.done(rows),
      },
      output: (parameter, value) => results.set(parameter.toLowerCase(), value),
    });
    const outputs = new Map(
      [...bound.outputs].map(([key, index]) => {
        const { type } = procedure.parameters.find((parameter) => parameter.name.toLowerCase() === key)!;
        return [index, { type, value: results.get(key) ?? bound.values.get(key) ?? null }] as const;
      }),
    );
    return { completion: 'normal', status, outputs };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new SqlError({ procedure: name.name, ...error.details }, error.before);
  }
}

/** `sp_executesql @statement, @parameters, value, ...` @throws SqlError 214, 8178, 8144, 8145. */
async function executeSql(
  given: readonly GivenArgument[],
  execution: Execution,
  reply: Reply,
  insertsRows: boolean,
): Promise<CallResult> {
  const [statement, parameters, ...values] = given;
  const text = unicodeArgument(statement, '@statement');
  const declared =
    parameters === undefined ? [] : parseParameterDeclarations(unicodeArgument(parameters, '@params') ?? '');
  const bound = bindArguments(
    'sp_executesql',
    declared.map(({ name, type, output, default: value }) => ({
      name,
      type,
      output,
      ...(value && { default: coerce(compileConstant(value, execution), type).evaluate() }),
    })),
    values,
  );
  let outputs: CallResult['outputs'] = new Map();
  let status = 0;
  const completion = await execution.inner(
    async (inner) => {
      for (const { name, type } of declared) inner.declareParameter(name, type, bound.values.get(name) ?? null);
      const ended = text === null ? 'normal' : await inner.runText(text);
      outputs = new Map([...bound.outputs].map(([name, index]) => [index + 2, inner.variables.get(name)!] as const));
      status = ended === 'abort scope' ? inner.state.error : inner.returnValue;
      return ended;
    },
    reply,
    insertsRows,
  );
  return { completion: boundary(completion), status, outputs };
}

/** `sp_MSforeachdb 'text with ?'`: for every database that the session can open, as the undocumented procedure does. */
async function forEachDatabase(
  given: readonly GivenArgument[],
  execution: Execution,
  reply: Reply,
): Promise<CallResult> {
  const { facts, session } = execution;
  const text = given[0]?.value?.evaluate();
  if (text === undefined || text === null)
    throw refusal(201, "Procedure or function 'sp_MSforeachdb' expects parameter '@command1', which was not supplied.");
  const table = facts.table({ schema: 'sys', name: 'databases' }, session);
  const position = (column: string): number => table?.columns.findIndex(({ name }) => name === column) ?? -1;
  const [name, state] = ['name', 'state'].map(position);
  const open = [...(table?.rows(session) ?? [])].filter((row) => row[state!] === 0).map((row) => textOf(row[name!]));
  for (const database of open) {
    const command = textOf(text).replaceAll('?', database);
    const completion = await execution.inner((inner) => inner.runText(command), reply);
    if (completion === 'abort batch') return { completion, status: 1, outputs: new Map() };
  }
  return { completion: 'normal', status: 0, outputs: new Map() };
}

function unicodeArgument(argument: GivenArgument | undefined, parameter: string): string | null {
  const value = argument?.value;
  if (value === undefined)
    throw refusal(
      201,
      `Procedure or function 'sp_executesql' expects parameter '${parameter}', which was not supplied.`,
    );
  const isUnicodeText = ['nchar', 'nvarchar', 'ntext'].includes(typeText(value.type));
  if (!isUnicodeText && value.untyped !== true) {
    throw refusal(214, `Procedure expects parameter '${parameter}' of type 'ntext/nchar/nvarchar'.`);
  }
  const text = value.evaluate();
  return text === null ? null : textOf(text);
}
