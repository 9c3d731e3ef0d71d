/** A session of an instance: parses and runs what its client sends, one request after another. */
import { SqlError } from '../contract';
import type {
  Column,
  InstanceFacts,
  IsolationLevel,
  Parameter,
  Reply,
  SessionFacts,
  SqlSession,
  TransactionChange,
  TransactionOptions,
} from '../contract';
import { parseName } from '../language/parse-name';
import type { SessionCore, SessionIdentity } from './core';
import { describe } from './describe';
import { callProcedure } from './execute-call';
import { Execution } from './execution';
import { renderCall } from './render-call';
import type { Completion } from './running';
import { SessionState } from './session-state';
import type { Activity } from './session-state';
import { callAct } from './statement-act';
import { WatchedCore } from './watched-core';

export interface EngineSession extends SqlSession {
  /** The server ends the session: KILL, shutdown, loss of its data centre. */
  end(reason: string): void;
  readonly activity: Activity;
  readonly isolation: IsolationLevel;
}

export const createEngineSession = (facts: InstanceFacts, session: SessionIdentity): EngineSession =>
  new Session(facts, session);

const silent: Reply = {
  message: () => undefined,
  columns: () => undefined,
  row: () => undefined,
  done: () => undefined,
  returnStatus: () => undefined,
  output: () => undefined,
  database: () => undefined,
};

class Session implements EngineSession {
  readonly id: number;
  private endReason: string | undefined;
  private state: SessionState;
  private core: SessionCore;
  private readonly life = new AbortController();
  private readonly endedCallbacks: (() => void)[] = [];
  private transactionCallback: (change: TransactionChange) => void = () => undefined;
  private lastRequest: Promise<void> = Promise.resolve();
  private isBusy = false;

  constructor(
    private readonly facts: InstanceFacts,
    private readonly identity: SessionIdentity,
  ) {
    this.id = identity.id;
    this.state = new SessionState(identity.id, identity.database);
    this.core = this.newCore();
  }

  get database(): string {
    return this.state.database;
  }

  get activity(): Activity {
    return this.state.activity;
  }

  get isolation(): IsolationLevel {
    return this.state.options.isolation as IsolationLevel;
  }

  private get isEnded(): boolean {
    return this.life.signal.aborted;
  }

  onEnded(callback: () => void): void {
    if (this.endReason !== undefined) callback();
    else this.endedCallbacks.push(callback);
  }

  onTransaction(callback: (change: TransactionChange) => void): void {
    this.transactionCallback = callback;
  }

  describe(text: string, declarations: string): readonly Column[] | undefined {
    const session = this.factsOfSession(silent, this.life.signal);
    return describe(text, declarations, new Execution({ core: this.core, reply: silent, session }));
  }

  execute(text: string, parameters: readonly Parameter[], reply: Reply, signal: AbortSignal): Promise<void> {
    return this.request(reply, signal, async (execution) => {
      if (parameters.length === 0) return execution.runText(text);
      return execution.inner(async (inner) => {
        for (const { name, type, value } of parameters) inner.declareParameter(name, type, value);
        const completion = await inner.runText(text);
        for (const parameter of parameters) {
          if (parameter.output === true)
            reply.output({ ...parameter, value: inner.variables.get(parameter.name.toLowerCase())!.value });
        }
        return completion;
      });
    });
  }

  call(procedure: string, parameters: readonly Parameter[], reply: Reply, signal: AbortSignal): Promise<void> {
    return this.request(reply, signal, async (execution) => {
      const text = renderCall(procedure, parameters);
      const isObserved = !/(^|\.)\[?sp_executesql\]?$/i.test(procedure);
      const run = async (): Promise<Completion> => {
        const given = parameters.map(({ name, type, value, output }) => ({
          ...(name !== '' && { name }),
          value: { type, evaluate: () => value },
          output: output === true,
        }));
        const { completion, status, outputs } = await callProcedure(parseName(procedure), given, execution, reply);
        for (const [index, { type, value }] of outputs) reply.output({ ...parameters[index]!, type, value });
        reply.returnStatus(status);
        return completion;
      };
      return execution.runObserved(text, isObserved, run, { act: () => callAct(procedure, parameters) });
    });
  }

  transaction(
    request: 'begin' | 'commit' | 'rollback' | 'save',
    reply: Reply,
    { isolation, name = '' }: TransactionOptions = {},
  ): Promise<void> {
    return this.request(reply, this.life.signal, (execution) =>
      execution.runObserved(`${request.toUpperCase()} TRANSACTION`, true, (session) => {
        if (isolation !== undefined) this.state.options.isolation = isolation;
        if (request === 'begin') this.core.begin(session, name);
        else if (request === 'save') this.core.save(name, session);
        else if (request === 'rollback' && name !== '') this.core.rollbackTo(name, session);
        else this.core[request](session);
        reply.done();
        return Promise.resolve('normal');
      }),
    );
  }

  reset(): void {
    this.core.rollbackIfAny(this.factsOfSession(silent, this.life.signal));
    const { activity } = this.state;
    this.state = new SessionState(this.identity.id, this.identity.database);
    this.state.activity = activity;
    this.core = this.newCore();
  }

  close(): void {
    if (this.isEnded) return;
    this.life.abort(new Error('The client closed the connection.'));
    this.rollbackWhenIdle();
  }

  end(reason: string): void {
    if (this.isEnded) return;
    this.endReason = reason;
    this.life.abort(new Error(reason));
    this.rollbackWhenIdle();
    for (const callback of this.endedCallbacks.splice(0)) callback();
  }

  /** A running statement notices the signal first and rolls back when it has stopped. */
  private rollbackWhenIdle(): void {
    if (!this.isBusy) this.core.rollbackIfAny(this.factsOfSession(silent, this.life.signal));
  }

  private newCore(): SessionCore {
    return new WatchedCore(this.facts, this.identity, this.state, (change) => this.transactionCallback(change));
  }

  private factsOfSession(reply: Reply, signal: AbortSignal): SessionFacts {
    return this.core.sessionFacts(reply, signal);
  }

  private request(
    reply: Reply,
    signal: AbortSignal,
    run: (execution: Execution) => Promise<Completion>,
  ): Promise<void> {
    const result = this.lastRequest.then(() => this.runRequest(reply, signal, run));
    this.lastRequest = result.catch(() => undefined);
    return result;
  }

  private async runRequest(
    reply: Reply,
    signal: AbortSignal,
    run: (execution: Execution) => Promise<Completion>,
  ): Promise<void> {
    const either = AbortSignal.any([signal, this.life.signal]);
    if (either.aborted) return;
    const session = this.factsOfSession(reply, either);
    this.isBusy = true;
    try {
      const completion = await run(new Execution({ core: this.core, reply, session }));
      if (session.signal.aborted && this.state.options.xactAbort) this.core.rollbackIfAny(session);
      if (completion !== 'abort batch') this.endOfBatch(reply, session);
    } finally {
      this.isBusy = false;
      this.state.activity = {
        ...this.state.activity,
        status: 'sleeping',
        command: 'AWAITING COMMAND',
        percent: 0,
        estimatedMs: 0,
      };
      if (this.isEnded) this.core.rollbackIfAny(session);
    }
  }

  private endOfBatch(reply: Reply, session: SessionFacts): void {
    if (!this.state.doomed) return;
    const text = 'Uncommittable transaction is detected at the end of the batch. The transaction is rolled back.';
    reply.message(new SqlError({ number: 3998, severity: 16, state: 1, text, line: 1 }).details);
    this.core.rollbackIfAny(session);
  }
}
