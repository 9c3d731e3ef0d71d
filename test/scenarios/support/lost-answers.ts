/** Answers of the estate that never reach the product: each call loses its own the first time it is made, after its effect. */
import { ShareError } from '../../../activities/adapters/share';
import type { LedgerEntry } from '../../../lab/estate/contract';
import type { EstateCall } from '../../../lab/estate/work';
import type { EstateUnderTest } from './estate-under-test';
import type { FileOperation } from '../../../lab/rig/in-process/heard-share';
import { isOfProduct } from '../../../lab/rig/testing/product-ledger';

/** What changes the estate (the ledger has it, and some file operations), or what only looks. */
export type Kind = 'changes' | 'looks';

const changingFiles: ReadonlySet<FileOperation['name']> = new Set(['copy', 'removeParts', 'move', 'remove']);

/** How a call is known: where it is made, and its text. */
const entryKey = ({ where, text }: Pick<LedgerEntry, 'where' | 'text'>): string => `${where}: ${text}`;
const fileKey = ({ name, paths }: FileOperation): string => `files: ${name} ${paths.join(' -> ')}`;

/** What the driver says to a new connection, and asks one that was idle: the product waits for no answer of it. */
const isOfDriver = ({ act, text }: EstateCall): boolean => act.command.startsWith('SET ') || text === 'SELECT 1';

const isLookOfProduct = (call: EstateCall): boolean =>
  call.kind === 'cmdlet'
    ? call.where.startsWith('worker.')
    : call.program === 'persistent-chat-dr' && !isOfDriver(call);

export interface LostAnswersOptions {
  readonly kind: Kind;
  /** Only calls whose text this describes; default: all. */
  readonly only?: RegExp;
  /** `break`: the connection breaks, or the shell gets none. `hang`: it stays open and silent until the product gives up. */
  readonly how?: 'break' | 'hang';
}

export class LostAnswers {
  /** The calls whose first answer was lost. */
  readonly lost = new Set<string>();
  /** File operations that took effect. */
  readonly files = new Set<string>();
  readonly #since: number;
  #until = Infinity;
  /** Changes whose answers are on the way. */
  readonly #fresh: LedgerEntry[] = [];
  readonly #endings: (() => void)[] = [];

  constructor(
    private readonly estate: Pick<EstateUnderTest, 'lab' | 'workers'>,
    private readonly options: LostAnswersOptions,
  ) {
    const { lab, workers } = estate;
    this.#since = lab.estate.ledger.entries.at(-1)?.sequence ?? 0;
    this.#endings.push(
      lab.estate.ledger.onRecorded((entry) => {
        if (isOfProduct(entry) && entry.outcome === 'done') this.#fresh.push(entry);
      }),
      lab.moments.when({ edge: 'after', call: /^/ }, (call, ended) => this.#answer(call, ended), { times: Infinity }),
      () => (workers.afterFiles = undefined),
    );
    workers.faults.retryAtOnce();
    workers.afterFiles = (operation) => this.#fileAnswer(operation);
  }

  /** From now on every answer arrives. */
  end(): void {
    this.#until = this.estate.lab.estate.ledger.entries.at(-1)?.sequence ?? 0;
    for (const ending of this.#endings.splice(0)) ending();
    this.estate.workers.faults.clear();
  }

  /** Everything that the product changed meanwhile, as the ledger and the share have it. */
  get changes(): Set<string> {
    const { entries } = this.estate.lab.estate.ledger;
    const made = entries.filter(
      (entry) =>
        entry.sequence > this.#since && entry.sequence <= this.#until && entry.outcome === 'done' && isOfProduct(entry),
    );
    return new Set([...made.map(entryKey), ...this.files]);
  }

  async #answer(call: EstateCall, ended: AbortSignal): Promise<void> {
    const change = this.#changeOf(call);
    const isMeant =
      this.options.kind === 'changes' ? change !== undefined : change === undefined && isLookOfProduct(call);
    if (!isMeant || !this.#isFirst(entryKey(change ?? call))) return;
    if (this.options.how === 'hang') await aborted(AbortSignal.any([call.signal, ended]));
    else call.drop();
  }

  #fileAnswer(operation: FileOperation): void {
    const isChange = changingFiles.has(operation.name);
    if (isChange) this.files.add(fileKey(operation));
    if (isChange !== (this.options.kind === 'changes') || !this.#isFirst(fileKey(operation))) return;
    const { paths } = operation;
    throw new ShareError('ShareUnusable', `The answer about ${paths.join(' and ')} was lost.`, paths[0]!);
  }

  #isFirst(key: string): boolean {
    if (this.lost.has(key) || this.options.only?.test(key) === false) return false;
    this.lost.add(key);
    return true;
  }

  /** A statement is in the ledger before its answer is on the way; a cmdlet's text there has its parameters too. */
  #changeOf({ kind, where, text }: EstateCall): LedgerEntry | undefined {
    const index = this.#fresh.findIndex(
      (entry) =>
        entry.kind === kind &&
        entry.where === where &&
        (kind === 'cmdlet' ? entry.text.startsWith(text) : entry.text === text),
    );
    return index < 0 ? undefined : this.#fresh.splice(index, 1)[0];
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
