/** What a statement may ask of the scope that runs it: a batch, or the text of sp_executesql. */
import type { Reply, SqlType, SqlValue, VirtualTable } from '../contract';
import type { Environment } from './environment';
import type { SessionCore } from './core';
import type { TemporaryTable } from './temporary-table';
import type { Variable } from './session-state';

/** How a statement ended, for the statements around it. */
export type Completion = 'normal' | 'abort scope' | 'abort batch';

export interface Running extends Environment {
  /** The tables that statements of this scope have named so far. */
  readonly named: VirtualTable[];
  readonly core: SessionCore;
  readonly reply: Reply;
  /** The rows of an INSERT ... EXEC are taken here; it cannot nest. */
  readonly insertsRows: boolean;
  /** Parses, checks and runs a text. Nothing of it runs when the compiler refuses it. */
  runText(text: string): Promise<Completion>;
  /** A scope inside this one; SET options and USE of it end with it. */
  inner(run: (inner: Running) => Promise<Completion>, reply?: Reply, insertsRows?: boolean): Promise<Completion>;
  declareParameter(name: string, type: SqlType, value: SqlValue): Variable;
  /** A temporary table that is there now. */
  temporary(name: string): TemporaryTable | undefined;
  createTemporary(name: string, table: TemporaryTable): void;
  /** False when there is none. */
  dropTemporary(name: string): boolean;
}
