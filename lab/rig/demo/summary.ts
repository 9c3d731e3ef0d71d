/** What the demo found, as a table for people and as JSON for machines. */
import { writeFileSync } from 'node:fs';
import Table from 'cli-table3';

export interface ProcedureSummary {
  readonly procedure: string;
  readonly result: string;
  readonly seconds: number;
  readonly outageSeconds: number;
  readonly messagesLost: number;
  readonly kills: number;
  readonly historyEvents: number;
  readonly historyBytes: number;
}

export interface Summary {
  readonly ok: boolean;
  readonly invariantViolations: number;
  readonly messages: { readonly acknowledged: number; readonly lost: number; readonly declaredLost: number };
  readonly procedures: readonly ProcedureSummary[];
}

/** What the table shows beside the summary: messages from the start of the procedure to the next. */
export interface SummaryRow extends ProcedureSummary {
  readonly messagesAcknowledged: number;
}

/** Violated, lost without a word, or not completed: any of them makes the demo fail. */
export function summarise(
  rows: readonly SummaryRow[],
  {
    acknowledged,
    lost,
    declaredLost,
    violations,
  }: { acknowledged: number; lost: number; declaredLost: number; violations: number },
): Summary {
  const procedures = rows.map(({ messagesAcknowledged: _table, ...procedure }) => procedure);
  const completed = procedures.length === 2 && procedures.every(({ result }) => result === 'completed');
  return {
    ok: completed && violations === 0 && lost <= declaredLost,
    invariantViolations: violations,
    messages: { acknowledged, lost, declaredLost },
    procedures,
  };
}

/** Narrow enough for a terminal of 80 columns. */
export function tableOf(summary: Summary, rows: readonly SummaryRow[]): string {
  const table = new Table({
    head: [
      'Procedure',
      'Result',
      'Duration',
      'Outage',
      'Acknow-\nledged\n/ lost',
      'Kills\nsurvived',
      'History\nevents\n/ kB',
    ],
    style: { head: [], border: [] },
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const row of rows) {
    table.push([
      row.procedure,
      row.result,
      `${row.seconds.toFixed(1)} s`,
      `${row.outageSeconds.toFixed(1)} s`,
      `${String(row.messagesAcknowledged)} / ${String(row.messagesLost)}`,
      String(row.kills),
      `${String(row.historyEvents)} / ${(row.historyBytes / 1024).toFixed(0)}`,
    ]);
  }
  const { acknowledged, lost, declaredLost } = summary.messages;
  return [
    table.toString(),
    `Messages: ${String(acknowledged)} acknowledged, ${String(lost)} lost, ${String(declaredLost)} of them declared before anybody agreed.`,
    `Invariants: ${summary.invariantViolations === 0 ? 'never violated' : `${String(summary.invariantViolations)} violation(s)`}.`,
    summary.ok ? 'All is well.' : 'Something is wrong: see above.',
  ].join('\n');
}

export const writeSummary = (file: string, summary: Summary): void =>
  writeFileSync(file, `${JSON.stringify(summary, null, 2)}\n`);
