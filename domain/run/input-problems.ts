/** What zod finds wrong with one JSON object that a person typed, as sentences. */
import { safeParse, type $ZodType } from 'zod/v4/core';

export interface Kind {
  readonly name: 'input' | 'payload';
  /** A sentence with one that would be right. */
  readonly example: string;
}

export type Parsed<Request> = { readonly request: Request } | { readonly problems: readonly string[] };

function kindOf(input: unknown): string {
  if (input === undefined) return 'nothing';
  if (input === null) return 'null';
  return Array.isArray(input) ? 'an array' : `a ${typeof input}`;
}

export function parseInput<Request>(
  schema: $ZodType<Request>,
  input: unknown,
  { name, example }: Kind,
): Parsed<Request> {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return { problems: [`The ${name} is ${kindOf(input)}, not an object. ${example}`] };
  const parsed = safeParse(schema, input);
  if (parsed.success) return { request: parsed.data };
  return {
    problems: parsed.error.issues.map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.map((key) => `"${[...issue.path, key].join('.')}"`).join(', ')} is not known here. ${example}`
        : `"${issue.path.join('.')}" ${issue.message}.`,
    ),
  };
}

export function problemsOf(schema: $ZodType, input: unknown, kind: Kind): readonly string[] {
  const parsed = parseInput(schema, input, kind);
  return 'problems' in parsed ? parsed.problems : [];
}
