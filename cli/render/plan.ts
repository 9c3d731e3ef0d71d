/** A plan as text: each step with its exact statements and cmdlets, its undo, and the point of no return. */
import { conditionOf } from '../../domain/run/details';
import type { Act, Plan, PlannedOperation, PlannedStep } from '../../domain/run/plan';
import { isStep, type Entry } from '../../domain/run/runbook';

export function planText({ hash, procedure, pool, order, notes, lossBound, entries }: Plan): string {
  const remarks = lossBound === undefined ? notes : [...notes, lossBound.says];
  return [
    `Plan ${hash}: ${procedure} of ${pool}, ${order}`,
    ...remarks.map((remark) => `  - ${remark}`),
    ...entries.flatMap(linesOf),
  ].join('\n');
}

function linesOf(entry: Entry<PlannedStep>): readonly string[] {
  if (isStep(entry)) return linesOfStep(entry);
  return entry.kind === 'consent'
    ? ['', `It asks again: ${entry.says}`]
    : ['', '---- Point of no return: what follows is not undone. ----'];
}

const linesOfStep = ({ title, runbook, operations, undo, undoSays }: PlannedStep): readonly string[] => [
  '',
  `${title}  [${runbook}]`,
  ...linesOfOperations(operations, '  '),
  ...(undoSays === null ? [] : [`  undo: ${undoSays}`]),
  ...linesOfOperations(undo, '    '),
];

const linesOfOperations = (operations: readonly PlannedOperation[], indent: string): readonly string[] =>
  operations.flatMap(({ acts }) => acts.flatMap(linesOfAct)).map((line) => `${indent}${line}`);

function linesOfAct(act: Act): readonly string[] {
  const condition = conditionOf(act);
  return [
    `${act.on} (${act.kind}${condition === '' ? '' : `, ${condition}`}):`,
    ...act.text.split('\n').map((line) => `  ${line}`),
  ];
}
