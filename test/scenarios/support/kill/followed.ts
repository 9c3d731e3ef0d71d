/** Follows procedures of a killable stack to their end while something happens to them, and compares with runs that nobody disturbs. */
import type { ProcedureName } from '../../../../procedures/registry';
import type { Report } from '../../../../domain/run/report';
import type { LedgerEntry } from '../../../../lab/estate/contract';
import type { Run } from '../run';
import { snapshotOf, type Snapshot } from '../undo/snapshot';
import { until } from '../../../../lab/rig/testing/until';
import { endStateOf } from './end-state';
import { quick, type KillableStack } from './killable-stack';

export type Disturb = (run: Run) => Promise<void>;

export class Followed {
  /** How each procedure leaves the estate when nobody disturbs it. */
  readonly #undisturbed = new Map<ProcedureName, Snapshot>();

  private constructor(private readonly stack: KillableStack) {}

  /** Users chat; the pool has failed over and back once. */
  static async on(stack: KillableStack): Promise<Followed> {
    const followed = new Followed(stack);
    stack.lab.chat.startUsers({ count: 3, messagesPerSecond: 10 });
    await followed.usersChat();
    for (const procedure of ['failover', 'failback'] as const) {
      const before = await snapshotOf(stack.lab);
      await followed.#follow(procedure, () => Promise.resolve(), 'completed');
      followed.#undisturbed.set(procedure, await endStateOf(stack.lab, before));
    }
    return followed;
  }

  async usersChat(): Promise<void> {
    const { chat } = this.stack.lab;
    const { acknowledged } = chat.audit();
    await until('users chat', () => chat.audit().acknowledged > acknowledged + 5);
  }

  /** The procedure completes, to the same end as a run that nobody disturbs. @returns what it changed. */
  async toTheSameEnd(procedure: ProcedureName, disturb: Disturb): Promise<readonly LedgerEntry[]> {
    const { lab } = this.stack;
    const before = await snapshotOf(lab);
    const { effects } = await this.#follow(procedure, disturb, 'completed');
    expect(await endStateOf(lab, before)).toEqual(this.#undisturbed.get(procedure));
    return effects;
  }

  /** Somebody aborts it: the estate is as it was. */
  async toWhereItBegan(procedure: ProcedureName, disturb: Disturb): Promise<Report> {
    const before = await snapshotOf(this.stack.lab);
    const { report } = await this.#follow(procedure, disturb, 'undone');
    expect(await snapshotOf(this.stack.lab)).toEqual(before);
    return report;
  }

  /** Users go on chatting afterwards, and nothing of what they were promised is gone. */
  async #follow(
    procedure: ProcedureName,
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
