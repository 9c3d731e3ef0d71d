/** Where a run stands, as the `progress` query answers and as current details show it. */
import type { Act, Plan } from './plan';
import type { OperatorUpdate, Phase } from './phase';
import type { ProcedureName } from '../steps';

export type StepStatus = 'pending' | 'running' | 'done' | 'failed' | 'skipped' | 'undone' | 'not undone';

export interface StepProgress {
  readonly id: string;
  readonly title: string;
  status: StepStatus;
  startedAt?: string;
  finishedAt?: string;
  /** What the step saw or did, or why it failed. */
  says?: string;
}

export interface Progress {
  readonly procedure: ProcedureName;
  readonly pool: string;
  readonly phase: Phase;
  /** What the run waits for, as a sentence; absent while it works. */
  readonly waitsFor?: string;
  /** The updates that an operator may send now, each with JSON to type. */
  readonly mayType: readonly { readonly update: OperatorUpdate; readonly json: string }[];
  readonly steps: readonly StepProgress[];
}

const mark: Readonly<Record<StepStatus, string>> = {
  pending: ' ',
  running: '...',
  done: 'done',
  failed: 'FAILED',
  skipped: 'skipped',
  undone: 'undone',
  'not undone': 'NOT UNDONE',
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s*[\r\n]\s*/g, ' ');

const firstLine = (act: Act): string => `${act.on}: ${act.text.split('\n')[0] ?? ''}`;

/**
 * The Markdown for Temporal's current details (tab "User Metadata"). Plain fences only: the Web UI swallows a fence that
 * names a language. Its key for a fresh copy, "R", works in the editor of an update too.
 */
export function currentDetails(progress: Progress, plan: Plan | undefined): string {
  const lines = [`## ${progress.procedure} of ${progress.pool}: ${progress.phase}`, ''];
  if (progress.waitsFor !== undefined) lines.push(`**Waits for a person.** ${progress.waitsFor}`, '');
  if (progress.mayType.length > 0) {
    lines.push(
      'More Actions > Send an Update, with one of these (paste it: the tab User Metadata loses a typed "r"):',
      '',
    );
    for (const { update, json } of progress.mayType) lines.push(`- **${update}** \`${json}\``);
    lines.push('');
  }
  const bound = plan?.lossBound?.says;
  // A sentence that waits for its acceptance states the bound already.
  if (bound !== undefined && progress.phase !== 'ended' && progress.waitsFor?.includes(bound) !== true)
    lines.push(`> ${bound}`, '');
  lines.push('| Step | Status | |', '| --- | --- | --- |');
  for (const step of progress.steps)
    lines.push(`| ${cell(step.title)} | ${mark[step.status]} | ${cell(step.says ?? '')} |`);
  if (progress.phase === 'awaiting consent' && plan !== undefined) {
    lines.push('', `### Plan \`${plan.hash}\` (${plan.variant})`, '');
    for (const note of plan.notes) lines.push(`- ${note}`);
    for (const step of plan.steps) {
      lines.push('', `**${step.title}** (${step.runbook})`, '');
      for (const act of step.acts.slice(0, 6)) lines.push(`    ${firstLine(act)}`);
      if (step.acts.length > 6) lines.push(`    ... and ${String(step.acts.length - 6)} more: query "plan"`);
    }
  }
  return lines.join('\n');
}
