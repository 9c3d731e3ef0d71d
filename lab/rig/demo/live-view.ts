/** The steps of a procedure as they happen: bars on a terminal, plain lines elsewhere. */
import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { Progress, StepProgress } from '../../../domain/run/progress';
import type { Beat } from './beat';
import { cellsOf, layoutFor, padded, wrapped, type Layout } from './step-cells';

export interface LiveView {
  show(progress: Progress, running: Beat | undefined): void;
  /** A sentence between the steps. */
  note(sentence: string): void;
  end(): void;
}

const widthWithoutTerminal = 80;

export const createLiveView = (): LiveView => (process.stdout.isTTY ? new BarView() : new LineView());

class BarView implements LiveView {
  #bars: MultiBar | undefined;
  #layout: Layout = layoutFor(widthWithoutTerminal);
  readonly #byStep = new Map<string, SingleBar>();

  show(progress: Progress, running: Beat | undefined): void {
    if (progress.steps.length === 0) return;
    const bars = (this.#bars ??= this.#open());
    for (const step of progress.steps) {
      const { title, percent, status } = cellsOf(step, running, this.#layout);
      const bar = this.#byStep.get(step.id) ?? bars.create(100, 0, { title, status: '' });
      this.#byStep.set(step.id, bar);
      bar.update(percent, { status });
    }
  }

  note(sentence: string): void {
    if (this.#bars === undefined) process.stdout.write(`${sentence}\n`);
    else this.#bars.log(`${padded(wrapped(sentence, this.#layout.columns), this.#layout.columns)}\n`);
  }

  end(): void {
    this.#bars?.stop();
    this.#bars = undefined;
    this.#byStep.clear();
  }

  #open(): MultiBar {
    this.#layout = layoutFor(process.stdout.columns);
    return new MultiBar(
      { format: '  {title} {bar} {status}', barsize: this.#layout.bar, hideCursor: true, forceRedraw: true },
      Presets.shades_classic,
    );
  }
}

class LineView implements LiveView {
  readonly #shown = new Map<string, string>();

  show(progress: Progress, running: Beat | undefined): void {
    for (const step of progress.steps) {
      if (step.status === 'pending') continue;
      const quarter = Math.floor((running?.percent ?? 0) / 25) * 25;
      const state = step.status === 'running' ? `running${quarter > 0 ? ` ${String(quarter)} %` : ''}` : step.status;
      if (this.#shown.get(step.id) === state) continue;
      this.#shown.set(step.id, state);
      process.stdout.write(`  ${step.title}: ${state}${sayingOf(step)}\n`);
    }
  }

  note(sentence: string): void {
    process.stdout.write(`${sentence}\n`);
  }

  end(): void {
    this.#shown.clear();
  }
}

function sayingOf({ status, startedAt, finishedAt, says }: StepProgress): string {
  if (status === 'running') return '';
  const parts = [...durationOf(startedAt, finishedAt), ...(says === undefined ? [] : [says])];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

const durationOf = (from: string | undefined, to: string | undefined): string[] =>
  from === undefined || to === undefined ? [] : [`${((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1)} s`];
