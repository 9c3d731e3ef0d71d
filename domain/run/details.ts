/** The Markdown for Temporal's current details (tab "User Metadata"): where a run stands, the plan, and what to type. */
import type { Act, Plan, PlannedStep } from './plan';
import type { Progress, StepStatus } from './progress';
import { isStep } from './runbook';

const mark: Readonly<Record<StepStatus, string>> = {
  pending: ' ',
  running: '...',
  done: 'done',
  failed: 'FAILED',
  skipped: 'skipped',
  undone: 'undone',
  'not undone': 'NOT UNDONE',
  owed: 'OWED',
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s*[\r\n]\s*/g, ' ');

/** Lines of a step that are shown; the query has them all. */
const shownLines = 6;

/** On what it depends whether, or how often, a line of a plan happens; empty where it simply does. */
export function conditionOf({ onlyIf, forEach }: Act): string {
  if (onlyIf !== undefined) return `only if ${onlyIf}`;
  return forEach === undefined ? '' : `for each of: ${forEach.of}`;
}

/** Where, what, and on what it depends. */
export function lineOf(act: Act): string {
  const condition = conditionOf(act);
  return `${act.on}: ${act.text}${condition === '' ? '' : ` (${condition})`}`;
}

const firstLine = (act: Act): string => lineOf({ ...act, text: act.text.split('\n')[0] ?? '' });

/**
 * Plain fences only: the Web UI swallows a fence that names a language. Its key for a fresh copy, "R", works in the editor of
 * an update too.
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
  if (progress.phase === 'awaiting consent' && plan !== undefined) lines.push(...planned(plan));
  return lines.join('\n');
}

function planned({ hash, order, notes, entries }: Plan): string[] {
  const lines = ['', `### Plan \`${hash}\` (${order})`, '', ...notes.map((note) => `- ${note}`)];
  for (const entry of entries) {
    if (isStep(entry)) lines.push(...plannedStep(entry));
    else if (entry.kind === 'consent') lines.push('', `**It asks again:** ${entry.says}`);
    else lines.push('', '**Point of no return:** what follows is not undone.');
  }
  return lines;
}

function plannedStep({ title, runbook, operations, undoSays }: PlannedStep): string[] {
  const acts = operations.flatMap((operation) => operation.acts);
  const more = acts.length - shownLines;
  return [
    '',
    `**${title}** (${runbook})`,
    ...(undoSays === null ? [] : ['', `Undo: ${undoSays}.`]),
    '',
    ...acts.slice(0, shownLines).map((act) => `    ${firstLine(act)}`),
    ...(more > 0 ? [`    ... and ${String(more)} more: query "plan"`] : []),
  ];
}
