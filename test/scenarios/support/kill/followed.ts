/** Follows procedures of a killable stack to their end while something happens to them, and compares with runs that nobody disturbs. */
import type { ProcedureName } from '../../../../procedures/registry';
import type { Report } from '../../../../domain/run/report';
import type { LedgerEntry } from '../../../../lab/estate/contract';
import type { Run } from '../run';
import { snapshotOf, type Snapshot } from '../undo/snapshot';
import { until } from '../../../../lab/rig/testing/until';
import { endStateOf } from './end-state';
import { quick, type KillableStack } from './killable-stack';

/** There and back. */
type Both = Extract<ProcedureName, 'failover' | 'failback'>;

export type Disturb = (run: Run) => Promise<void>;

export class Followed {
  /** How each procedure leaves the estate when nobody disturbs it. */
  readonly #ends = new Map<Both, Snapshot>();

  private constructor(private readonly stack: KillableStack) {}

  /** Users chat. */
  static async on(stack: KillableStack): Promise<Followed> {
    const followed = new Followed(stack);
    stack.lab.chat.startUsers({ count: 3, messagesPerSecond: 10 });
    await followed.usersChat();
    return followed;
  }

  async usersChat(): Promise<void> {
    const { chat } = this.stack.lab;
    const { acknowledged } = chat.audit();
    await until('users chat', () => chat.audit().acknowledged > acknowledged + 5);
  }

  /** The procedure completes, to the same end as a run that nobody disturbs. @returns what it changed. */
  async toTheSameEnd(procedure: Both, disturb: Disturb): Promise<readonly LedgerEntry[]> {
    const { lab } = this.stack;
    const end = await this.#endOf(procedure);
    await this.#readyFor(procedure);
    const before = await snapshotOf(lab);
    const { effects } = await this.#follow(procedure, disturb, 'completed');
    expect(await endStateOf(lab, before)).toEqual(end);
    return effects;
  }

  /** Somebody aborts it: the estate is as it was. */
  async toWhereItBegan(procedure: Both, disturb: Disturb): Promise<Report> {
    await this.#readyFor(procedure);
    const before = await snapshotOf(this.stack.lab);
    const { report } = await this.#follow(procedure, disturb, 'undone');
    expect(await snapshotOf(this.stack.lab)).toEqual(before);
    return report;
  }

  async #endOf(procedure: Both): Promise<Snapshot> {
    const known = this.#ends.get(procedure);
    if (known !== undefined) return known;
    await this.#readyFor(procedure);
    return this.#undisturbed(procedure);
  }

  /** The pool stands where the procedure begins, whatever ran before. */
  async #readyFor(procedure: Both): Promise<void> {
    const isFailedOver = this.stack.lab.lync.store.current.poolState === 'FailedOver';
    if (isFailedOver === (procedure === 'failback')) return;
    await this.#undisturbed(isFailedOver ? 'failback' : 'failover');
  }

  async #undisturbed(procedure: Both): Promise<Snapshot> {
    const { lab } = this.stack;
    const before = await snapshotOf(lab);
    await this.#follow(procedure, () => Promise.resolve(), 'completed');
    const end = await endStateOf(lab, before);
    this.#ends.set(procedure, end);
    return end;
  }

  /** Users go on chatting afterwards, and nothing of what they were promised is gone. */
  async #follow(
    procedure: Both,
    disturb: Disturb,
    result: Report['result'],
  ): Promise<{ report: Report; effects: readonly LedgerEntry[] }> {
    const { entries } = this.stack.lab.estate.ledger;
    const since = entries.length;
    const run = await this.stack.start(procedure);
    await disturb(run);
    const report = await run.result();
    this.stack.copiesAt(quick);
    expect(report).toMatchObject({ result, skipped: [] });
    await this.usersChat();
    return { report, effects: entries.slice(since).filter(({ changed }) => changed) };
  }
}
