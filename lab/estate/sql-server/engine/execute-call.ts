/** EXECUTE: procedures of the instance, and sp_executesql. */
import { SqlError } from '../contract';
import type { ObjectName, Reply, SqlType, SqlValue } from '../contract';
import type { ExecuteCall } from '../language/ast';
import { parseParameterDeclarations } from '../language/parse-parameters';
import { compileConstant } from './compile-expression';
import { convert } from './convert';
import { refusal } from './errors';
import { bindArguments } from './procedure-call';
import type { GivenArgument } from './procedure-call';
import type { Completion, Running } from './running';
import { textOf } from './text-of';

const isExecuteSql = ({ name }: ObjectName): boolean => name.toLowerCase() === 'sp_executesql';

/** Of the text of sp_executesql the statements inside are what happens. */
export const isText = ({ procedure }: ExecuteCall): boolean => isExecuteSql(procedure);

export interface CallResult {
  readonly completion: Completion;
  readonly status: number;
  /** New values by the position of the argument that asked for them. */
  readonly outputs: ReadonlyMap<number, { readonly type: SqlType; readonly value: SqlValue }>;
}

/** Runs a call and puts its outputs into the variables of the caller. */
export async function executeCall(
  call: ExecuteCall,
  running: Running,
  reply: Reply = running.reply,
  insertsRows = false,
): Promise<Completion> {
  const depth = running.state.transactionDepth;
  const completion = await executeAny(call, running, reply, insertsRows);
  if (completion !== 'abort batch') checkTransactionCount(depth, running);
  return completion;
}

/** @throws SqlError 266 when BEGIN and COMMIT inside do not match. SET IMPLICIT_TRANSACTIONS opens one without it. */
function checkTransactionCount(before: number, { state }: Running): void {
  const { transactionDepth: after } = state;
  if (after === before || (after > before && state.options.implicitTransactions)) return;
  throw refusal(
    266,
    `Transaction count after EXECUTE indicates a mismatching number of BEGIN and COMMIT statements. Previous count = ${before}, current count = ${after}.`,
  );
}

async function executeAny(
  call: ExecuteCall,
  running: Running,
  reply: Reply,
  insertsRows: boolean,
): Promise<Completion> {
  const given = call.arguments.map((argument): GivenArgument => ({
    ...(argument.name !== undefined && { name: argument.name }),
    value: compileConstant(argument.value, running),
    output: argument.output,
  }));
  const { completion, status, outputs } = await callProcedure(call.procedure, given, running, reply, insertsRows);
  for (const [index, { type, value }] of outputs) {
    const argument = call.arguments[index]!.value;
    const variable = argument.kind === 'variable' ? running.variables.get(argument.name) : undefined;
    if (variable === undefined)
      throw refusal(179, 'Cannot use the OUTPUT option when passing a constant to a stored procedure.', 15);
    variable.value = convert(value, { from: type, to: variable.type });
  }
  if (call.returnTo !== undefined) {
    const variable = running.variables.get(call.returnTo)!;
    variable.value = convert(status, { from: { name: 'int' }, to: variable.type });
  }
  return completion;
}

/** A scope that was given up ends there; the batch around it goes on. */
const boundary = (completion: Completion): Completion => (completion === 'abort batch' ? completion : 'normal');

export async function callProcedure(
  name: ObjectName,
  given: readonly GivenArgument[],
  running: Running,
  reply: Reply,
  insertsRows = false,
): Promise<CallResult> {
  if (isExecuteSql(name)) return executeSql(given, running, reply, insertsRows);
  const procedure = running.facts.procedure(name, running.session);
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
      session: running.session,
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
  running: Running,
  reply: Reply,
  insertsRows: boolean,
): Promise<CallResult> {
  const [statement, parameters, ...values] = given;
  const text = unicodeArgument(statement, '@statement');
  const declared =
    parameters === undefined ? [] : parseParameterDeclarations(unicodeArgument(parameters, '@params') ?? '');
  const bound = bindArguments('sp_executesql', declared, values);
  let outputs: CallResult['outputs'] = new Map();
  let status = 0;
  const completion = await running.inner(
    async (inner) => {
      for (const { name, type } of declared) inner.declareParameter(name, type, bound.values.get(name) ?? null);
      const ended = text === null ? 'normal' : await inner.runText(text);
      outputs = new Map([...bound.outputs].map(([name, index]) => [index + 2, inner.variables.get(name)!] as const));
      status = ended === 'abort scope' ? inner.state.error : 0;
      return ended;
    },
    reply,
    insertsRows,
  );
  return { completion: boundary(completion), status, outputs };
}

function unicodeArgument(argument: GivenArgument | undefined, parameter: string): string | null {
  const value = argument?.value;
  if (value === undefined)
    throw refusal(
      201,
      `Procedure or function 'sp_executesql' expects parameter '${parameter}', which was not supplied.`,
    );
  const isUnicodeText = ['nchar', 'nvarchar', 'ntext'].includes(value.type.name);
  if (!isUnicodeText && value.untyped !== true) {
    throw refusal(214, `Procedure expects parameter '${parameter}' of type 'ntext/nchar/nvarchar'.`);
  }
  const text = value.evaluate();
  return text === null ? null : textOf(text);
}
