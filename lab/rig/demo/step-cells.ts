/** What one step shows on a line of a terminal: title, bar, status, cut to the terminal's width. */
import type { StepProgress } from '../../../domain/run/progress';
import type { Beat } from './beat';

/** Characters of each cell; together with the spaces between them they fill a line. */
export interface Layout {
  readonly columns: number;
  readonly title: number;
  readonly bar: number;
  readonly status: number;
}

export interface Cells {
  readonly title: string;
  readonly percent: number;
  readonly status: string;
}

/** Two spaces before the title, one before the bar, one before the status, one left free at the end. */
const gaps = 5;
const widest = 130;

export function layoutFor(terminalColumns: number): Layout {
  const columns = Math.min(widest, Math.max(60, terminalColumns));
  const bar = columns < 100 ? 10 : 20;
  const status = Math.round((columns - bar - gaps) * 0.36);
  return { columns, bar, status, title: columns - bar - gaps - status };
}

const finished: ReadonlySet<StepProgress['status']> = new Set(['done', 'skipped', 'undone']);

export function cellsOf(step: StepProgress, beat: Beat | undefined, layout: Layout, now = Date.now()): Cells {
  const isRunning = step.status === 'running';
  return {
    title: cut(step.title, layout.title).padEnd(layout.title),
    percent: finished.has(step.status) ? 100 : isRunning ? (beat?.percent ?? 0) : 0,
    // Padded, so that a shorter status wipes out the longer one that stood there.
    status: cut(statusOf(step, beat, now), layout.status).padEnd(layout.status),
  };
}

function statusOf(step: StepProgress, beat: Beat | undefined, now: number): string {
  const { status, startedAt, finishedAt, says } = step;
  switch (status) {
    case 'pending':
      return '';
    case 'running':
      return `${seconds(startedAt, now)} ${beat?.says ?? ''}`;
    case 'failed':
    case 'not undone':
    case 'owed':
      return `${status}: ${says ?? ''}`;
    case 'done':
    case 'skipped':
    case 'undone':
      return `${status} ${finishedAt === undefined ? '' : seconds(startedAt, Date.parse(finishedAt))}`;
  }
}

const seconds = (from: string | undefined, to: number): string =>
  from === undefined ? '' : `${(Math.max(0, to - Date.parse(from)) / 1000).toFixed(1)} s`;

const cut = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);

/** A sentence on as many lines as it needs; its indentation is kept. */
export function wrapped(sentence: string, columns: number): string {
  const indent = /^\s*/.exec(sentence)![0];
  const lines: string[] = [];
  for (const word of sentence.trim().split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + last.length + 1 + word.length < columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${indent}${line}`).join('\n');
}

/** Lines as long as the line of a bar, so that each wipes out what stood in its place. */
export const padded = (lines: string, columns: number): string =>
  lines
    .split('\n')
    .map((line) => line.padEnd(columns - 1))
    .join('\n');
