/** Recognises an expression of GROUP BY where it stands again, however its columns are qualified. */
import type { ColumnReference, Expression } from '../language/ast';
import type { Scope } from './scope';

export function fingerprint(expression: Expression, scope: Scope): string {
  return JSON.stringify(expression, (key: string, value: unknown) => {
    if (key === 'line') return undefined;
    if (typeof value === 'bigint') return value.toString();
    return isColumn(value) ? columnKey(value, scope) : value;
  });
}

const isColumn = (value: unknown): value is ColumnReference =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'column' && 'parts' in value;

function columnKey(reference: ColumnReference, scope: Scope): string {
  try {
    const found = scope.resolve(reference);
    let depth = 0;
    for (let at = found.scope; at.parent !== undefined; at = at.parent) depth++;
    return `column ${depth}:${found.index}`;
  } catch {
    // A column of a query inside the expression: its own name tells it apart.
    return `column ${reference.parts.join('.').toLowerCase()}`;
  }
}
