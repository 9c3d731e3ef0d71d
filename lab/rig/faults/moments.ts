/**
 * Named moments of a lab: what happens while a call stands at an edge, about to execute (`before`) or with its effect
 * there and its answer on the way (`after`). A call is a statement of a session (an Agent job step is one) or a cmdlet.
 */
import { AsyncResource } from 'node:async_hooks';
import type { StepId } from '../../../procedures/registry';
import type { StoreRole } from '../../estate/pool';
import type { Edge, EstateCall } from '../../estate/work';
import type { CmdletAnswer, CmdletIntercept } from '../../estate/lync/contract';
import { SqlError } from '../../estate/sql-server/contract';
import { AnswerLost, CmdletRefused } from './answer-lost';
import { callNamed } from './call-name';
import { stepCall, type Surroundings } from './step-calls';

export type { Edge, EstateCall } from '../../estate/work';

/**
 * `step`: the calls that take the effect of a step of the runbook. `call`: the name of a cmdlet or a procedure, or the
 * first words of a statement (`BACKUP LOG mgc`), brackets and case apart; a RegExp is tested against the text.
 * `where`: only at this store, instance or host.
 */
export type Moment = { readonly edge: Edge; readonly where?: StoreRole | (string & {}) } & (
  { readonly step: StepId; readonly call?: never } | { readonly call: string | RegExp; readonly step?: never }
);

/** Awaited while the call stands. A refusal that it throws is what the client gets; any other failure is noted. */
export type MomentAct = (call: EstateCall, disarmed: AbortSignal) => Promise<void> | void;

interface Armed {
  readonly says: string;
  readonly edge: Edge;
  readonly matches: (call: EstateCall) => boolean;
  readonly act: MomentAct;
  readonly disarmed: AbortController;
  left: number;
}

const said = ({ edge, step, call, where }: Moment): string =>
  `${edge} ${step ?? String(call)}${where === undefined ? '' : ` at ${where}`}`;

export class Moments {
  readonly #armed: Armed[] = [];
  /** Those too that have struck and may be under way. */
  readonly #all = new Set<Armed>();
  readonly #standing = new Set<EstateCall>();
  /** What a fault does is nobody's statement, though a statement waits for it. */
  readonly #apart = new AsyncResource('Moments');
  readonly failures: string[] = [];

  constructor(private readonly around: Surroundings) {}

  /** @returns what disarms it, and ends it where it is under way. @throws Error when the step has no call of its own. */
  when(moment: Moment, act: MomentAct, { times = 1, says = '' } = {}): () => void {
    const isMeant = moment.step === undefined ? callNamed(moment.call) : stepCall(moment.step, this.around);
    const { where } = moment;
    const armed: Armed = {
      says: `${said(moment)}${says === '' ? '' : `: ${says}`}`,
      edge: moment.edge,
      matches: (call) =>
        (where === undefined || [call.store, call.where].some((at) => at?.toLowerCase() === where.toLowerCase())) &&
        isMeant(call),
      act,
      disarmed: new AbortController(),
      left: times,
    };
    this.#armed.push(armed);
    this.#all.add(armed);
    return () => {
      this.#forget(armed);
      this.#all.delete(armed);
      armed.disarmed.abort(new Error('disarmed'));
    };
  }

  /** What is armed, a sentence each. */
  get armed(): readonly string[] {
    return this.#armed.map(({ says, left }) => `${says}${left === 1 ? '' : ` (${String(left)} times)`}`);
  }

  /** Disarms everything, and ends what is under way. */
  disarm(): void {
    for (const { disarmed } of this.#all) disarmed.abort(new Error('disarmed'));
    this.#all.clear();
    this.#armed.length = 0;
    this.failures.length = 0;
  }

  /** The calls that stand at an edge now. */
  get standing(): readonly EstateCall[] {
    return [...this.#standing];
  }

  /** The gate of the estate. @throws SqlError, AnswerLost or CmdletRefused for the client of the call. */
  pass(edge: Edge, describe: () => EstateCall): Promise<void> | undefined {
    if (this.#armed.length === 0) return undefined;
    const call = describe();
    const due = this.#armed.filter((armed) => armed.edge === edge && armed.matches(call));
    return due.length === 0 ? undefined : this.#stand(call, due);
  }

  /** The gate of the management shell, around whatever else strikes a cmdlet. */
  intercepting(inner: CmdletIntercept): CmdletIntercept {
    return async (cmdlet, run) => {
      const { request, host, signal } = cmdlet;
      const cutOff = new AbortController();
      const call = (): EstateCall => ({
        kind: 'cmdlet',
        where: host.host,
        program: 'management shell',
        text: request.cmdlet,
        act: {
          command: request.cmdlet,
          objects: [],
          options: new Map(Object.entries(request.parameters).map(([name, value]) => [name.toLowerCase(), value])),
        },
        signal,
        drop: () => cutOff.abort(new AnswerLost('the answer was lost')),
      });
      const passed = async (edge: Edge): Promise<CmdletAnswer | undefined> => {
        try {
          await this.pass(edge, call);
        } catch (error) {
          if (error instanceof CmdletRefused) return error.answer;
          throw error;
        }
        cutOff.signal.throwIfAborted();
        signal.throwIfAborted();
        return undefined;
      };
      const refused = await passed('before');
      if (refused !== undefined) return refused;
      const answer = await inner(cmdlet, run);
      return answer.error === undefined ? ((await passed('after')) ?? answer) : answer;
    };
  }

  async #stand(call: EstateCall, due: readonly Armed[]): Promise<void> {
    this.#standing.add(call);
    try {
      for (const armed of due) {
        if (armed.left <= 0) continue;
        armed.left -= 1;
        if (armed.left === 0) this.#forget(armed);
        await this.#perform(armed, call);
      }
    } finally {
      this.#standing.delete(call);
    }
  }

  async #perform({ act, says, disarmed }: Armed, call: EstateCall): Promise<void> {
    try {
      await this.#apart.runInAsyncScope(() => act(call, disarmed.signal));
    } catch (error) {
      if (error instanceof SqlError || error instanceof CmdletRefused || error instanceof AnswerLost) throw error;
      this.failures.push(`${says}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #forget(armed: Armed): void {
    const index = this.#armed.indexOf(armed);
    if (index >= 0) this.#armed.splice(index, 1);
  }
}
