/** Writes the generated parts of docs/procedures.md from the runbooks, their tables, the phases and a plan. Run it after a change of these. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import markdownTable from 'markdown-table';
import { phases } from '../../domain/run/phase';
import { conditionOf } from '../../domain/run/details';
import type { Act, PlannedOperation } from '../../domain/run/plan';
import { isStep } from '../../domain/run/runbook';
import type { StepRow } from '../../procedures/procedure';
import { procedures, type ProcedureName } from '../../procedures/registry';
import { examplePlans } from './example-plan';

export const proceduresFile = path.join(__dirname, '../../docs/procedures.md');

/** A Markdown table as Prettier aligns it, to whom a column is three characters wide at the least. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head.map((cell) => cell.padEnd(3)), ...rows];
  return markdownTable(lines.map((line) => line.map((cell) => cell.replaceAll('|', '\\|'))));
}

const stepsOf = (procedure: ProcedureName): readonly (readonly [string, StepRow])[] =>
  Object.entries(procedures[procedure].steps);

const mayBeSkipped = ({ skipLeaves }: StepRow): string =>
  skipLeaves === undefined ? 'no' : `yes; leaves ${skipLeaves}`;

function overview(procedure: ProcedureName): string {
  const steps = stepsOf(procedure);
  const rows = steps.map(([id, row], index) => [
    String(index + 1),
    `\`${id}\``,
    row.runbook,
    row.undo ?? 'none',
    mayBeSkipped(row),
  ]);
  const pointOfNoReturn = steps.findIndex(([, { undo }]) => undo === null);
  rows.splice(pointOfNoReturn, 0, ['', '**point of no return**', '', '', '']);
  return table(['', 'Step', 'Runbook', 'Undo', 'May be skipped'], rows);
}

function actText(act: Act): string {
  const condition = conditionOf(act);
  return `${act.on} (${act.kind}${condition === '' ? '' : `, ${condition}`}):\n${act.text.replaceAll(/^/gm, '    ')}`;
}

const actsOf = (operations: readonly PlannedOperation[]): string =>
  operations.flatMap(({ acts }) => acts.map(actText)).join('\n');

const fenced = (text: string): string => `\`\`\`text\n${text}\n\`\`\``;

const operationText = ({ name, side, role, kind }: PlannedOperation): string =>
  `\`${name}\` (${kind}, ${side} data centre, \`${role}\`)`;

function details(procedure: ProcedureName): string {
  // The first example that has a step shows it.
  const planned = new Map(
    examplePlans(procedure)
      .reverse()
      .flatMap(({ entries }) => entries.filter(isStep))
      .map((step) => [step.id, step]),
  );
  return stepsOf(procedure)
    .map(([id, row], index) => {
      const step = planned.get(id);
      if (step === undefined) throw new Error(`The example of a ${procedure} does not show the step "${id}".`);
      const facts = [
        `- Runbook: ${row.runbook}`,
        `- Operations: ${step.operations.map(operationText).join(', ')}`,
        `- Evidence: ${row.evidence}`,
        `- Undo: ${row.undo ?? 'none: the run is past the point of no return'}`,
        `- May be skipped: ${mayBeSkipped(row)}`,
      ].join('\n');
      const acts = actsOf(step.operations);
      const undo = actsOf(step.undo);
      return [
        `### ${procedure} ${String(index + 1)}: ${row.title}`,
        `Id: \`${id}\``,
        facts,
        acts === '' ? 'It reads and changes nothing.' : fenced(acts),
        ...(undo === '' ? [] : ['Its undo:', fenced(undo)]),
      ].join('\n\n');
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
