/** What operations have given so far: references of later ones are resolved from here, each held against its promise. */
import { brokenPromise } from '../domain/run/promise';
import { resolved, type OperationValue } from '../domain/run/runbook';
import { refuse } from './refusals';

export class Results {
  private readonly given = new Map<string, Readonly<Record<string, unknown>>>();

  keep({ id }: OperationValue, result: unknown): void {
    this.given.set(id, typeof result === 'object' && result !== null ? (result as Record<string, unknown>) : {});
  }

  /** The input as it is sent. @throws ApplicationFailure when a result is not what was promised of it. */
  inputOf({ id, input }: OperationValue): object {
    return resolved(input, ({ ref: { operation, field }, promise }) => {
      const value = this.given.get(operation)?.[field];
      const broken = brokenPromise(value, promise);
      if (broken === undefined && value !== undefined) return value;
      throw refuse('PromiseBroken', [
        `"${field}" of ${operation}, which ${id} is to work with, is not what the plan promised. ${broken ?? 'It is missing.'}`,
      ]);
    }) as object;
  }

  /** The text of a step that is done: each `{field}` is a result of one of its operations, or a field of its input. */
  told(text: string, operations: readonly OperationValue[]): string {
    const fields: Record<string, unknown> = {};
    for (const { id, input } of operations) Object.assign(fields, input, this.given.get(id));
    return text.replace(/\{(\w+)\}/g, (_, field: string) => said(fields[field]));
  }
}

function said(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(said).join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'none';
}
