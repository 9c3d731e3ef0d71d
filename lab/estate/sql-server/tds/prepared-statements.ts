import { SqlError } from '../contract';

export interface PreparedStatement {
  readonly text: string;
  /** `@P1 int, @P2 nvarchar(10) OUTPUT`. */
  readonly declarations: string;
}

/** The statements that one session has prepared, by the handle that its client holds. */
export class PreparedStatements {
  private readonly statements = new Map<number, PreparedStatement>();
  private lastHandle = 0;

  add(statement: PreparedStatement): number {
    this.lastHandle += 1;
    this.statements.set(this.lastHandle, statement);
    return this.lastHandle;
  }

  /** @throws SqlError 8179 */
  get(handle: number): PreparedStatement {
    const statement = this.statements.get(handle);
    if (statement === undefined) {
      throw new SqlError({
        number: 8179,
        severity: 16,
        state: 2,
        text: `Could not find prepared statement with handle ${String(handle)}.`,
      });
    }
    return statement;
  }

  /** False when there was none. */
  remove(handle: number): boolean {
    return this.statements.delete(handle);
  }

  clear(): void {
    this.statements.clear();
  }
}
