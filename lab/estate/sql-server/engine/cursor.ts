/** Cursors: each is a snapshot of its query, taken by OPEN, with a place in it ("Cursors (Transact-SQL)"). */
import type { Column } from '../contract';
import type { CursorSyntax, FetchDirection, Query } from '../language/ast';
import { compileConstant } from './compile-expression';
import { coerce } from './compiled';
import { asNumber, convert } from './convert';
import { refusal } from './errors';
import type { Execution } from './execution';
import { compileQuery } from './query';
import type { Row } from './query';

const notOpen = (): Error => refusal(16917, 'Cursor is not open.');

export class Cursor {
  private content: { readonly columns: readonly Column[]; readonly rows: readonly Row[] } | undefined;
  /** Before the first row at -1, behind the last at the number of rows. */
  private position = -1;

  constructor(
    private readonly query: Query,
    readonly isScrollable: boolean,
  ) {}

  get opened(): NonNullable<typeof this.content> {
    if (this.content === undefined) throw notOpen();
    return this.content;
  }

  /** @throws SqlError 16905. */
  open(execution: Execution): number {
    if (this.content !== undefined) throw refusal(16905, 'The cursor is already open.');
    const { columns, run } = compileQuery(this.query, execution);
    this.content = { columns, rows: [...run()] };
    this.position = -1;
    return this.content.rows.length;
  }

  close(): void {
    if (this.content === undefined) throw notOpen();
    this.content = undefined;
  }

  /** @throws SqlError 16911 for any way but forward, 16917. */
  move(direction: FetchDirection, distance: number): Row | undefined {
    const { rows } = this.opened;
    if (direction !== 'next' && !this.isScrollable)
      throw refusal(16911, `fetch: The fetch type ${direction} cannot be used with forward only cursors.`);
    const target = {
      next: this.position + 1,
      prior: this.position - 1,
      first: 0,
      last: rows.length - 1,
      absolute: distance < 0 ? rows.length + distance : distance - 1,
      relative: this.position + distance,
    }[direction];
    this.position = Math.max(-1, Math.min(target, rows.length));
    return rows[this.position];
  }
}

/** DECLARE, OPEN, FETCH, CLOSE, DEALLOCATE. @throws SqlError 16915, 16916, 16924 and those of {@link Cursor}. */
export function runCursor(statement: CursorSyntax, execution: Execution): undefined {
  const { cursor: name } = statement;
  const { state, reply } = execution;
  if (statement.kind === 'declare cursor') {
    if (execution.cursor(name, statement.isLocal) !== undefined)
      throw refusal(16915, `A cursor with the name '${name}' already exists.`);
    execution.declareCursor(name, new Cursor(statement.query, statement.isScrollable), statement.isLocal);
    return;
  }
  const cursor = execution.cursor(name);
  if (cursor === undefined) throw refusal(16916, `A cursor with the name '${name}' does not exist.`);
  if (statement.kind === 'fetch') fetch(statement, cursor, execution);
  else if (statement.kind === 'open') state.cursorRows = cursor.open(execution);
  else if (statement.kind === 'close') cursor.close();
  else execution.deallocateCursor(name);
  reply.done();
}

function fetch(
  { direction, distance, into }: Extract<CursorSyntax, { kind: 'fetch' }>,
  cursor: Cursor,
  execution: Execution,
): void {
  const { columns } = cursor.opened;
  if (into !== undefined && into.length !== columns.length) {
    throw refusal(
      16924,
      'Cursorfetch: The number of variables declared in the INTO list must match that of selected columns.',
    );
  }
  const steps = distance === undefined ? 0 : asNumber(compileConstant(distance, execution).evaluate());
  const row = cursor.move(direction, steps);
  execution.state.fetchStatus = row === undefined ? -1 : 0;
  execution.state.rowCount = row === undefined ? 0 : 1;
  if (into === undefined) {
    execution.reply.columns(columns);
    if (row !== undefined) execution.reply.row(row);
    return;
  }
  into.forEach(({ name }, index) => {
    const variable = execution.variables.get(name)!;
    const from = columns[index]!.type;
    coerce({ type: from, evaluate: () => null }, variable.type);
    if (row !== undefined) variable.value = convert(row[index]!, { from, to: variable.type });
  });
}
