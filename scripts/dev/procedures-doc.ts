/** Writes the generated parts of docs/procedures.md from the step catalogue, the table of phases and a plan. Run it after a change of these. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import markdownTable from 'markdown-table';
import { phases } from '../../domain/run/phase';
import type { Act } from '../../domain/run/plan';
import { catalogue, type ProcedureName, type Step } from '../../domain/steps';
import { evidence } from './procedures-doc/evidence';
import { examplePlan } from './procedures-doc/example';

export const proceduresFile = path.join(__dirname, '../../docs/procedures.md');

/** A Markdown table as Prettier aligns it, to whom a column is three characters wide at the least. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head.map((cell) => cell.padEnd(3)), ...rows];
  return markdownTable(lines.map((line) => line.map((cell) => cell.replaceAll('|', '\\|'))));
}

const stepsOf = (procedure: ProcedureName): readonly Step[] => Object.values<Step>(catalogue[procedure]);

const mayBeSkipped = ({ skipLeaves }: Step): string => (skipLeaves === undefined ? 'no' : `yes; leaves ${skipLeaves}`);

function overview(procedure: ProcedureName): string {
  const steps = stepsOf(procedure);
  const rows = steps.map((step, index) => [
    String(index + 1),
    `\`${step.id}\``,
    step.runbook,
    step.undo ?? 'none',
    mayBeSkipped(step),
  ]);
  const pointOfNoReturn = steps.findIndex(({ undo }) => undo === null);
  rows.splice(pointOfNoReturn, 0, ['', '**point of no return**', '', '', '']);
  return table(['', 'Step', 'Runbook', 'Undo', 'May be skipped'], rows);
}

const actsText = (acts: readonly Act[]): string =>
  acts.map(({ kind, on, text }) => `${on} (${kind}):\n${text.replaceAll(/^/gm, '    ')}`).join('\n');

function details(procedure: ProcedureName): string {
  const proof: Readonly<Record<string, string>> = evidence[procedure];
  const planned = new Map(examplePlan(procedure).steps.map(({ id, acts }) => [id as string, acts]));
  return stepsOf(procedure)
    .map((step, index) => {
      const acts = planned.get(step.id) ?? [];
      const facts = [
        `- Runbook: ${step.runbook}`,
        `- Runs in: the ${step.side} data centre, role \`${step.role}\`; at the most ${String(step.hours)} h an attempt`,
        `- Evidence: ${proof[step.id] ?? ''}`,
        `- Undo: ${step.undo ?? 'none: the run is past the point of no return'}`,
        `- May be skipped: ${mayBeSkipped(step)}`,
      ].join('\n');
      const shown = acts.length === 0 ? 'It reads and changes nothing.' : `\`\`\`text\n${actsText(acts)}\n\`\`\``;
      return `### ${procedure} ${String(index + 1)}: ${step.title}\n\nId: \`${step.id}\`\n\n${facts}\n\n${shown}`;
    })
    .join('\n\n');
}

const phaseTable = (): string =>
  table(
    ['Phase', 'The run', 'Takes'],
    Object.entries(phases).map(([phase, { says, takes }]) => [
      phase,
      says,
      takes.length === 0 ? 'nothing' : takes.map((update) => `\`${update}\``).join(', '),
    ]),
  );

/** The generated parts by name. */
const parts: Readonly<Record<string, () => string>> = {
  'failover overview': () => overview('failover'),
  'failover steps': () => details('failover'),
  'failback overview': () => overview('failback'),
  'failback steps': () => details('failback'),
  phases: phaseTable,
};

/** The document with every generated part as it should be now. @throws Error when a part has no place in it. */
export function withGeneratedParts(document: string): string {
  return Object.entries(parts).reduce((text, [name, render]) => {
    const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`docs/procedures.md has no place for the part "${name}".`);
    return `${text.slice(0, from + begin.length)}\n\n${render()}\n\n${text.slice(to)}`;
  }, document);
}

if (require.main === module) writeFileSync(proceduresFile, withGeneratedParts(readFileSync(proceduresFile, 'utf8')));
