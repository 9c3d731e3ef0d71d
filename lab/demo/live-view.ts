/** The steps of a procedure as they happen: bars on a terminal, plain lines elsewhere. */
import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { Progress, StepProgress } from '../../domain/progress';

export interface LiveView {
  show(progress: Progress, running: { readonly percent?: number; readonly says?: string } | undefined): void;
  /** A sentence between the steps. */
  note(sentence: string): void;
  end(): void;
}

const finished = new Set<StepProgress['status']>(['done', 'skipped', 'undone']);

const seconds = ({ startedAt, finishedAt }: StepProgress): string =>
  startedAt === undefined || finishedAt === undefined
    ? ''
    : `${((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s`;

export const createLiveView = (): LiveView => (process.stdout.isTTY ? new BarView() : new LineView());

class BarView implements LiveView {
  #bars: MultiBar | undefined;
  readonly #byStep = new Map<string, SingleBar>();

  show(progress: Progress, running: { percent?: number; says?: string } | undefined): void {
    if (progress.steps.length === 0) return;
    this.#bars ??= new MultiBar(
      { format: '  {title} {bar} {status}', barsize: 20, hideCursor: true, noTTYOutput: false, clearOnComplete: false },
      Presets.shades_classic,
    );
    for (const step of progress.steps) {
      const bar = this.#byStep.get(step.id) ?? this.#bars.create(100, 0, { title: step.title.padEnd(68), status: '' });
      this.#byStep.set(step.id, bar);
      const percent = finished.has(step.status) ? 100 : step.status === 'running' ? (running?.percent ?? 0) : 0;
      const status = step.status === 'running' ? (running?.says ?? 'running') : `${step.status} ${seconds(step)}`;
      bar.update(percent, { status: step.status === 'pending' ? '' : status.slice(0, 60) });
    }
  }

  note(sentence: string): void {
    if (this.#bars === undefined) process.stdout.write(`${sentence}\n`);
    else this.#bars.log(`${sentence}\n`);
  }

  end(): void {
    this.#bars?.stop();
    this.#bars = undefined;
  }
}

class LineView implements LiveView {
  readonly #shown = new Map<string, string>();

  show(progress: Progress, running: { percent?: number; says?: string } | undefined): void {
    for (const step of progress.steps) {
      if (step.status === 'pending') continue;
      const quarter = Math.floor((running?.percent ?? 0) / 25) * 25;
      const state = step.status === 'running' ? `running${quarter > 0 ? ` ${String(quarter)} %` : ''}` : step.status;
      if (this.#shown.get(step.id) === state) continue;
      this.#shown.set(step.id, state);
      const says =
        step.status === 'running' ? '' : [seconds(step), step.says ?? ''].filter((part) => part !== '').join(', ');
      process.stdout.write(`  ${step.title}: ${state}${says === '' ? '' : ` (${says})`}\n`);
    }
  }

  note(sentence: string): void {
    process.stdout.write(`${sentence}\n`);
  }

  end(): void {
    this.#shown.clear();
  }
}
