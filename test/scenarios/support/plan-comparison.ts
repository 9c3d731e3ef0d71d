/** The one runner of "plan = execution": what a plan announces, line by line, against what the estate saw of a run. */
import type { Act, Plan, PlannedOperation } from '../../../domain/run/plan';
import { isStep } from '../../../domain/run/runbook';
import type { EstateUnderTest } from './estate-under-test';
import type { FileOperation } from '../../../lab/rig/in-process/heard-share';
import { stepsOf } from '../../support/plan-lines';
import { productEntries } from '../../../lab/rig/testing/product-ledger';

/** One line that a plan announces, as what it matches in the ledger, and how often it may come. */
interface Line {
  readonly text: string;
  readonly matches: (executed: string) => boolean;
  readonly atLeast: 0 | 1;
  readonly atMost: number;
}

const withoutSemicolon = (text: string): string => text.replace(/;$/, '');
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function lineOf({ kind, on, text, onlyIf, forEach }: Act): Line {
  const place = kind === 'files' ? 'files' : on.replace(/^(.*) management shell$/, 'worker.$1');
  const whole = `${place}: ${withoutSemicolon(text)}`;
  const pattern =
    forEach === undefined
      ? undefined
      : new RegExp(
          `^${whole
            .split(/\{\w+\}/)
            .map(escaped)
            .join('.*')}$`,
          's',
        );
  return {
    text: whole,
    matches: (executed) => pattern?.test(executed) ?? executed === whole,
    atLeast: onlyIf === undefined && forEach === undefined ? 1 : 0,
    atMost: forEach === undefined ? 1 : Number.POSITIVE_INFINITY,
  };
}

const linesOf = (operations: readonly PlannedOperation[]): Line[] => operations.flatMap(({ acts }) => acts.map(lineOf));

/** Everything that the plan announces until its end, or until `last` has been taken and everything is undone. */
export function announced(plan: Plan, last?: string): Line[] {
  const steps = stepsOf(plan);
  if (last === undefined) return linesOf(steps.flatMap(({ operations }) => operations));
  const taken = steps.slice(0, steps.findIndex(({ id }) => id === last) + 1);
  const undo = [...taken].reverse().flatMap((step) => step.undo);
  return [
    ...linesOf(taken.flatMap(({ operations }) => operations)),
    // Clients first.
    ...linesOf([...undo.filter(({ forClients }) => forClients), ...undo.filter(({ forClients }) => !forClients)]),
  ];
}

/** Whether what happened is what the lines let happen: conditional ones as often as they came, all others once, in order. */
function isAnnounced(lines: readonly Line[], executed: readonly string[]): boolean {
  const known = new Map<string, boolean>();
  // A line for each of many files may match the lines behind it too, so every way of reading is tried.
  const from = (line: number, at: number, times: number): boolean => {
    const key = `${String(line)}/${String(at)}/${String(Math.min(times, 1))}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const announced = lines[line];
    const next = executed[at];
    const answer =
      announced === undefined
        ? at === executed.length
        : (times >= announced.atLeast && from(line + 1, at, 0)) ||
          (next !== undefined && times < announced.atMost && announced.matches(next) && from(line, at + 1, times + 1));
    known.set(key, answer);
    return answer;
  };
  return from(0, 0, 0);
}

/** What was executed, where the lines let it happen; else what they would have let happen, for a comparison to show. */
export function asAnnounced(lines: readonly Line[], executed: readonly string[]): readonly string[] {
  if (isAnnounced(lines, executed)) return executed;
  const expected: string[] = [];
  for (const { text, matches, atLeast, atMost } of lines) {
    if (atLeast === 1) {
      expected.push(text);
      continue;
    }
    for (let times = 0; times < atMost && matches(executed[expected.length] ?? ''); times += 1)
      expected.push(executed[expected.length] ?? '');
  }
  return expected;
}

const isChange = ({ name }: FileOperation): boolean => name === 'copy' || name === 'move' || name === 'remove';

const fileLine = ({ name, paths: [from = '', to = ''] }: FileOperation): string =>
  `files: ${name === 'remove' ? `delete ${from}` : `${name} ${from} to ${to}`}`;

/** Files of one operation are copied side by side, so their order among themselves says nothing. */
function inOneOrder(lines: readonly string[]): string[] {
  const ordered: string[] = [];
  let copies: string[] = [];
  const flush = (): void => {
    ordered.push(...copies.sort());
    copies = [];
  };
  for (const line of lines) {
    if (line.startsWith('files: copy ')) copies.push(line);
    else {
      flush();
      ordered.push(line);
    }
  }
  flush();
  return ordered;
}

/** Begins to note statements, jobs, cmdlets and files of the product. @returns what was executed since, in order. */
export function watchExecution({ lab, workers }: EstateUnderTest): () => string[] {
  const from = productEntries(lab).length;
  const files: { readonly after: number; readonly line: string }[] = [];
  workers.afterFiles = (operation) => {
    if (isChange(operation)) files.push({ after: productEntries(lab).length - from, line: fileLine(operation) });
  };
  return () => {
    const lines = productEntries(lab)
      .slice(from)
      .map(({ where, text }) => `${where}: ${withoutSemicolon(text)}`);
    const all: string[] = [];
    for (const [index, line] of lines.entries()) {
      all.push(...files.filter(({ after }) => after === index).map((file) => file.line), line);
    }
    all.push(...files.filter(({ after }) => after >= lines.length).map((file) => file.line));
    return inOneOrder(all);
  };
}

/** The steps that can be taken back, in order. */
export const undoableSteps = ({ entries }: Plan): string[] => {
  const point = entries.findIndex(({ kind }) => kind === 'point of no return');
  return entries
    .slice(0, point)
    .filter(isStep)
    .map(({ id }) => id);
};

/** The last operation of a step, and how many operations of its name the run has sent before. */
export function lastOperation(plan: Plan, step: string): { readonly name: string; readonly before: number } {
  const steps = stepsOf(plan);
  const operations = steps
    .slice(0, steps.findIndex(({ id }) => id === step) + 1)
    .flatMap((taken) => taken.operations.map(({ name }) => name));
  const name = operations.at(-1) ?? '';
  return { name, before: operations.filter((other) => other === name).length - 1 };
}
