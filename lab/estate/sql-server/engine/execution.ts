/** Runs the statements of one scope: a batch, or the text of sp_executesql. Control of flow and errors. */
import { SqlError } from '../contract';
import type { ObjectName, Reply, SessionFacts, SqlType, SqlValue, StatementAct, VirtualTable } from '../contract';
import type { Statement } from '../language/ast';
import { parsedBatch } from '../language/parsed-batches';
import { commandName } from './administration';
import { bindStatements, declareVariables } from './check-batch';
import { compileCondition } from './compile-condition';
import type { SessionCore } from './core';
import { isTerminated, reachOf, refusal, terminated, ThrownError } from './errors';
import { isText } from './execute-call';
import { branchesOf, lookAt, runsAnyway } from './format-only';
import type { Completion, Running } from './running';
import { Scope } from './scope';
import type { CaughtError, Variable } from './session-state';
import { statementAct } from './statement-act';
import { runStatement } from './statements';
import type { TemporaryTable } from './temporary-table';

/** An error that a TRY of its own scope may not catch, on its way to the scope around. */
class Escaping extends Error {
  constructor(readonly error: SqlError) {
    super(error.message);
  }
}

export interface ExecutionOptions {
  readonly core: SessionCore;
  readonly reply: Reply;
  readonly session: SessionFacts;
  readonly outer?: Execution;
  readonly insertsRows?: boolean;
}

export class Execution implements Running {
  readonly variables = new Map<string, Variable>();
  readonly named: VirtualTable[] = [];
  readonly core: SessionCore;
  readonly reply: Reply;
  readonly session: SessionFacts;
  readonly outer: Execution | undefined;
  readonly insertsRows: boolean;
  caught: CaughtError | undefined;
  /** Those of the session, or those that an inner scope creates and takes with it. */
  private readonly own: Map<string, TemporaryTable>;
  private tryDepth = 0;

  constructor({ core, reply, session, outer, insertsRows }: ExecutionOptions) {
    this.core = core;
    this.reply = reply;
    this.session = session;
    this.outer = outer;
    this.insertsRows = (insertsRows ?? false) || (outer?.insertsRows ?? false);
    this.caught = outer?.caught;
    this.own = outer === undefined ? core.state.temporary : new Map<string, TemporaryTable>();
  }

  get facts(): Running['facts'] {
    return this.core.facts;
  }

  get state(): Running['state'] {
    return this.core.state;
  }

  async runText(text: string): Promise<Completion> {
    let statements: readonly Statement[];
    try {
      statements = parsedBatch(text, { quotedIdentifier: this.state.options.quotedIdentifier }).statements;
      declareVariables(statements, this.variables);
      bindStatements(statements, this);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      return this.fail(error, 1, 'scope');
    }
    return this.runAll(statements, text);
  }

  private async runAll(statements: readonly Statement[], text: string): Promise<Completion> {
    for (const statement of statements) {
      const completion = await this.run(statement, text);
      if (completion !== 'normal') return completion;
    }
    return 'normal';
  }

  private async run(statement: Statement, text: string): Promise<Completion> {
    if (this.session.signal.aborted) return 'abort batch';
    if (this.state.options.formatOnly && !runsAnyway(statement)) return this.look(statement, text);
    switch (statement.kind) {
      case 'block':
        return this.runAll(statement.statements, text);
      case 'if': {
        const holds = this.test(statement.condition, statement);
        if (typeof holds === 'string') return holds;
        if (holds) return this.run(statement.then, text);
        return statement.otherwise === undefined ? 'normal' : this.run(statement.otherwise, text);
      }
      case 'try':
        return this.runTry(statement, text);
      default:
        return this.runLeaf(statement, text);
    }
  }

  private look(statement: Statement, text: string): Promise<Completion> | Completion {
    const branches = branchesOf(statement);
    if (branches !== undefined) return this.runAll(branches, text);
    try {
      lookAt(statement, this);
      return 'normal';
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      return this.failAt(error, statement.line);
    }
  }

  private test(condition: Parameters<typeof compileCondition>[0], statement: Statement): boolean | Completion {
    try {
      return compileCondition(condition, { scope: new Scope(), environment: this })() === true;
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      const completion = this.failAt(error, statement.line);
      return completion === 'normal' ? false : completion;
    }
  }

  private async runTry(statement: Extract<Statement, { kind: 'try' }>, text: string): Promise<Completion> {
    this.tryDepth++;
    try {
      return await this.runAll(statement.body, text);
    } catch (error) {
      if (!(error instanceof SqlError) || this.session.signal.aborted) throw error;
      this.tryDepth--;
      const before = this.caught;
      this.caught = { error, line: error.details.line ?? statement.line };
      if (reachOf(error, this.state.options.xactAbort) === 'batch' && this.state.transactionDepth > 0)
        this.state.doomed = true;
      const completion = await this.runAll(statement.handler, text);
      this.caught = before;
      this.tryDepth++;
      return completion;
    } finally {
      this.tryDepth--;
    }
  }

  private runLeaf(statement: Statement, batch: string): Promise<Completion> {
    const text = batch.slice(statement.start, statement.end);
    const isObserved = statement.kind !== 'execute' || !isText(statement.call);
    const run = (): Promise<Completion> => runStatement(statement, this);
    const about = { command: commandName(statement), line: statement.line, act: () => statementAct(statement, this) };
    return this.runObserved(text, isObserved, run, about);
  }

  /** Runs one statement under the eyes of the instance, and deals with its error. */
  async runObserved(
    text: string,
    isObserved: boolean,
    run: (session: SessionFacts) => Promise<Completion>,
    { command = 'EXECUTE', line = 1, act }: { command?: string; line?: number; act?: () => StatementAct } = {},
  ): Promise<Completion> {
    const { facts, session, state } = this;
    const status = command === 'WAITFOR' ? 'suspended' : 'running';
    state.activity = { status, statement: text, command, percent: 0, estimatedMs: 0, startedAt: facts.now() };
    let error: unknown;
    let completion: Completion = 'normal';
    try {
      if (isObserved) await facts.observe({ phase: 'before', text, session, ...(act && { act }) });
      if (!session.signal.aborted) completion = await run(session);
      if (isObserved) state.error = 0;
    } catch (thrown) {
      error = thrown;
    }
    if (isObserved) {
      try {
        await facts.observe({
          phase: 'after',
          text,
          session,
          ...(act && { act }),
          ...(error instanceof SqlError && { error }),
        });
      } catch (thrown) {
        error ??= thrown;
      }
    }
    if (session.signal.aborted) return 'abort batch';
    if (error === undefined) return completion;
    if (error instanceof Escaping) throw error.error;
    if (error instanceof SqlError) return this.failAt(error, line);
    // Nothing but errors is thrown here.
    throw error as Error;
  }

  private failAt(error: SqlError, line: number): Completion {
    return this.fail(error, line, reachOf(error, this.state.options.xactAbort));
  }

  /** Hands the error to the TRY that may catch it, or to the client. @throws the error, for a TRY. */
  private fail(error: SqlError, line: number, reach: ReturnType<typeof reachOf>): Completion {
    const { details, before } = error;
    const Kind = error instanceof ThrownError ? ThrownError : SqlError;
    const located = new Kind({ ...details, line: details.line ?? line }, before);
    this.state.error = details.number;
    this.state.rowCount = 0;
    const isCatchable = details.severity < 20;
    if (isCatchable && reach !== 'scope' && this.isInTry) throw located;
    if (isCatchable && reach === 'scope' && this.outer?.isInTry === true) throw new Escaping(located);
    for (const message of before) this.reply.message({ ...message, line: message.line ?? line });
    this.reply.message(located.details);
    if (isTerminated(error)) this.reply.message(terminated(details.line ?? line));
    this.reply.done();
    if (reach === 'batch') this.core.rollbackIfAny(this.session);
    return reach === 'statement' ? 'normal' : reach === 'scope' ? 'abort scope' : 'abort batch';
  }

  private get isInTry(): boolean {
    return this.tryDepth > 0 || (this.outer?.isInTry ?? false);
  }

  /* ---------- names ---------- */

  table(name: ObjectName, line?: number): VirtualTable {
    const found = this.temporary(name.name) ?? this.facts.table(name, this.session);
    if (found !== undefined) {
      this.named.push(found);
      return found;
    }
    const written = [name.database, name.database === undefined ? name.schema : (name.schema ?? ''), name.name].filter(
      (part) => part !== undefined,
    );
    throw refusal(208, `Invalid object name '${written.join('.')}'.`, 16, line);
  }

  temporary(name: string): TemporaryTable | undefined {
    return this.own.get(name.toLowerCase()) ?? this.outer?.temporary(name);
  }

  createTemporary(name: string, table: TemporaryTable): void {
    this.own.set(name.toLowerCase(), table);
  }

  dropTemporary(name: string): boolean {
    return this.own.delete(name.toLowerCase()) || (this.outer?.dropTemporary(name) ?? false);
  }

  declareParameter(name: string, type: SqlType, value: SqlValue): Variable {
    const variable = { type, value };
    this.variables.set(name.toLowerCase(), variable);
    return variable;
  }

  async inner(
    run: (inner: Running) => Promise<Completion>,
    reply: Reply = this.reply,
    insertsRows = false,
  ): Promise<Completion> {
    const execution = new Execution({ core: this.core, reply, session: this.session, outer: this, insertsRows });
    const options = { ...this.state.options };
    const { database } = this.state;
    try {
      return await run(execution);
    } finally {
      Object.assign(this.state.options, options);
      if (this.state.database !== database) {
        this.state.database = database;
        this.reply.database(database);
      }
    }
  }
}
