/** A plan as text: each step with its undo and its exact statements and cmdlets. */
import type { Act, Plan, PlannedStep } from '../../domain/run/plan';

export function planText({ hash, procedure, pool, variant, notes, lossBound, steps }: Plan): string {
  const remarks = lossBound === undefined ? notes : [...notes, lossBound.says];
  return [
    `Plan ${hash}: ${procedure} of ${pool}, ${variant}`,
    ...remarks.map((remark) => `  - ${remark}`),
    ...steps.flatMap(linesOf),
  ].join('\n');
}

const linesOf = ({ title, runbook, undo, acts }: PlannedStep): readonly string[] => [
  '',
  `${title}  [${runbook}]`,
  `  undo: ${undo ?? 'none: at or past the point of no return'}`,
  ...acts.flatMap(linesOfAct),
];

const linesOfAct = ({ on, kind, text }: Act): readonly string[] => [
  `  ${on} (${kind}):`,
  ...text.split('\n').map((line) => `    ${line}`),
];
