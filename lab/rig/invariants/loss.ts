/**
 * Messages that were acknowledged and are gone. They are counted whenever a copy of mgc is recovered, restored, dropped or
 * begins to serve; what that finds is judged when the procedure ends, because only then its declaration is known, and
 * not before a copy serves: while all stores are down nothing is known to be gone.
 */
import { candidates, isWritable } from '../../estate/chat/store-choice';
import type { AcknowledgedMessage, Chat } from '../../estate/chat/contract';
import type { Estate } from '../../estate/contract';
import type { Lync } from '../../estate/lync/contract';

interface Sighting {
  readonly at: string;
  readonly trigger: string;
  readonly gone: ReadonlySet<string>;
}

export interface Loss {
  readonly detail: string;
  /** When and after which change the first of them was missed, where a count of that moment had it. */
  readonly seen: Pick<Sighting, 'at' | 'trigger'> | undefined;
}

export class LossWatch {
  readonly #declared = new Set<string>();
  readonly #sightings: Sighting[] = [];
  #copies: string;
  /** Judgements that wait for a copy that serves: from when on each had declared loss. */
  #owed: (Date | undefined)[] = [];

  constructor(
    private readonly estate: Estate,
    private readonly lync: Pick<Lync, 'store'>,
    private readonly chat: Pick<Chat, 'audit'>,
  ) {
    this.#copies = this.#copiesNow();
  }

  /** To be called after every change; cheap unless a copy became another one. */
  look(trigger: string): void {
    const copies = this.#copiesNow();
    if (copies === this.#copies) return;
    this.#copies = copies;
    if (!this.#isServed()) return;
    const gone = new Set(this.chat.audit().missing.map(({ id }) => id));
    if (gone.size > 0) this.#sightings.push({ at: this.estate.clock.now().toISOString(), trigger, gone });
  }

  /** Whether a judgement had to wait, and need not wait any longer. */
  get isDue(): boolean {
    return this.#owed.length > 0 && this.#isServed();
  }

  /** What is gone and was not declared; `undefined` too while no copy serves, and then the judgement is owed. */
  judge(declaredFrom?: Date): Loss | undefined {
    this.#owed.push(declaredFrom);
    if (!this.#isServed()) return undefined;
    const { missing } = this.chat.audit();
    for (const from of this.#owed.splice(0)) {
      if (from === undefined) continue;
      for (const { id, acknowledgedAt } of missing) if (acknowledgedAt >= from) this.#declared.add(id);
    }
    const undeclared = missing.filter(({ id }) => !this.#declared.has(id));
    return undeclared.length === 0 ? undefined : this.#lossOf(undeclared);
  }

  #lossOf(undeclared: readonly AcknowledgedMessage[]): Loss {
    const [first] = undeclared;
    return {
      detail: `${String(undeclared.length)} acknowledged messages are gone, the first acknowledged at ${first!.acknowledgedAt.toISOString()}`,
      seen: this.#sightings.find(({ gone }) => gone.has(first!.id)),
    };
  }

  #isServed(): boolean {
    const { pool } = this.estate;
    return candidates(this.estate, pool.mgc, this.lync.store.current.poolState).some((one) => isWritable(one, 'mgc'));
  }

  /** Differs as soon as a copy is recovered, restored, dropped, changes its role, or another pair serves. */
  #copiesNow(): string {
    const copies = this.estate.instances.map((instance) => {
      const copy = instance.isUp ? instance.database('mgc') : undefined;
      return copy === undefined ? '-' : [copy.id, copy.state, copy.forkGuid, copy.mirroring?.role].join();
    });
    return [this.lync.store.current.poolState, ...copies].join(';');
  }
}
