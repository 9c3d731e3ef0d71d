import type { SqlSession, SqlValue } from '../contract';
import { SqlError } from '../contract';
import { bindParameters } from './bind-parameters';
import type { CallReply } from './call-reply';
import type { PreparedStatement, PreparedStatements } from './prepared-statements';
import { specialProcedure } from './requests/procedure-id';
import type { RpcParameter, RpcRequest } from './requests/rpc-request';

/** What a call runs against. */
export interface CallContext {
  readonly session: SqlSession;
  readonly prepared: PreparedStatements;
  /** The session as it was at login, for the next user of a pooled connection. */
  readonly reset: () => void;
  readonly reply: CallReply;
  readonly signal: AbortSignal;
}

/**
 * Runs one remote procedure call. The procedures that prepare and execute a text belong to the protocol, every other to
 * the session. @throws SqlError
 */
export async function runCall(request: RpcRequest, context: CallContext): Promise<void> {
  const special = specialProcedure(request.procedure);
  const [first, second, third, ...others] = request.parameters;
  switch (special) {
    case undefined:
      context.reply.expectOutputs(request.parameters);
      await context.session.call(request.procedure, request.parameters, context.reply, context.signal);
      return;
    case 'sp_executesql': {
      const statement = { text: requiredText(first, '@statement'), declarations: optionalText(second, '@params') };
      await execute(statement, request.parameters.slice(2), context);
      return;
    }
    case 'sp_prepare': {
      const statement = { text: requiredText(third, '@stmt'), declarations: optionalText(second, '@params') };
      if (wantsMetadata(others[0])) describe(statement, context);
      returnHandle(first, context.prepared.add(statement), context.reply);
      return;
    }
    case 'sp_prepexec': {
      const statement = { text: requiredText(third, '@stmt'), declarations: optionalText(second, '@params') };
      // A handle that is passed in is one that the client gives up for the new one.
      if (typeof first?.value === 'number' && first.value > 0) context.prepared.remove(first.value);
      returnHandle(first, context.prepared.add(statement), context.reply);
      await execute(statement, others, context);
      return;
    }
    case 'sp_execute':
      await execute(context.prepared.get(handleOf(first)), request.parameters.slice(1), context);
      return;
    case 'sp_unprepare': {
      const handle = handleOf(first);
      context.prepared.get(handle);
      context.prepared.remove(handle);
      return;
    }
    case 'sp_reset_connection':
      context.reset();
      return;
    default:
      throw refusedProcedure(special);
  }
}

async function execute(
  statement: PreparedStatement,
  values: readonly RpcParameter[],
  { session, reply, signal }: CallContext,
): Promise<void> {
  const parameters = bindParameters(statement, values);
  reply.expectOutputs(parameters);
  await session.execute(statement.text, parameters, reply, signal);
  // A procedure that the text executes keeps its return status to itself.
  reply.returnStatus(0);
}

/** The option RETURN_METADATA of sp_prepare. */
function wantsMetadata(options: RpcParameter | undefined): boolean {
  return typeof options?.value === 'number' && (options.value & 1) !== 0;
}

/** A result set without rows. @throws SqlError 8180 after the reason. */
function describe({ text, declarations }: PreparedStatement, { session, reply }: CallContext): void {
  try {
    const columns = session.describe(text, declarations);
    if (columns === undefined) return;
    reply.columns(columns);
    reply.done();
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const details = { number: 8180, severity: 16, state: 1, text: 'Statement(s) could not be prepared.' };
    throw new SqlError(details, [...error.before, error.details]);
  }
}

function returnHandle(parameter: RpcParameter | undefined, handle: number, reply: CallReply): void {
  if (parameter === undefined) return;
  reply.expectOutputs([parameter]);
  reply.output({ name: parameter.name, type: { name: 'int' }, value: handle });
}

/** Server cursors, and calls prepared as calls: drivers fall back to default result sets and to plain calls. */
function refusedProcedure(name: string): SqlError {
  return name.startsWith('sp_cursor')
    ? new SqlError({
        number: 16937,
        severity: 16,
        state: 1,
        text: 'A server cursor cannot be opened on the given statement or statements. Use a default result set or client cursor.',
      })
    : new SqlError({ number: 2812, severity: 16, state: 62, text: `Could not find stored procedure '${name}'.` });
}

function handleOf(parameter: RpcParameter | undefined): number {
  if (typeof parameter?.value === 'number') return parameter.value;
  throw wrongType('@handle', 'int');
}

function requiredText(parameter: RpcParameter | undefined, name: string): string {
  const text = textOf(parameter);
  if (text === undefined) throw wrongType(name, 'ntext/nchar/nvarchar');
  return text;
}

function optionalText(parameter: RpcParameter | undefined, name: string): string {
  return parameter === undefined || parameter.value === null ? '' : requiredText(parameter, name);
}

function textOf(parameter: RpcParameter | undefined): string | undefined {
  const value: SqlValue | undefined = parameter?.value;
  const isWide = ['ntext', 'nchar', 'nvarchar'].includes(parameter?.type.name ?? '');
  return isWide && typeof value === 'string' ? value : undefined;
}

function wrongType(name: string, type: string): SqlError {
  return new SqlError({
    number: 214,
    severity: 16,
    state: 2,
    text: `Procedure expects parameter '${name}' of type '${type}'.`,
  });
}
