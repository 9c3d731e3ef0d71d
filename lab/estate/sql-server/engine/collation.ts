/** Which collation a text has, and where two that differ cannot be compared ("Collation Precedence (Transact-SQL)"). */
import type { ComparisonOperator } from '../language/ast';
import { refusal } from './errors';

export interface Collation {
  readonly name: string;
  /** By COLLATE; else it is that of a column. */
  readonly isExplicit: boolean;
}

const operations: Readonly<Record<ComparisonOperator | 'like', string>> = {
  '=': 'equal to',
  '<>': 'not equal to',
  '<': 'less than',
  '>': 'greater than',
  '<=': 'less than or equal to',
  '>=': 'greater than or equal to',
  like: 'like',
};

interface Collated {
  readonly collation?: Collation;
}

/** Literals, variables and results of functions take the other one's. @throws SqlError 468. */
export function checkCollations(
  { collation: left }: Collated,
  { collation: right }: Collated,
  operator: ComparisonOperator | 'like',
): void {
  if (left === undefined || right === undefined || left.name.toLowerCase() === right.name.toLowerCase()) return;
  if (left.isExplicit !== right.isExplicit) return;
  throw refusal(
    468,
    `Cannot resolve the collation conflict between "${right.name}" and "${left.name}" in the ${operations[operator]} operation.`,
  );
}
