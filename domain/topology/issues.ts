/** Turns what zod finds in a topology file into sentences with remedies, for people who do not know zod. */
import { z } from 'zod';
import { nearestName } from '../nearest-name';
import { topologyFileSchema } from './schema';
import type { TopologyProblem } from './problem';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** The part of a JSON Schema that the sentences need. */
interface Description {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Description>>;
  readonly items?: Description;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

const described = z.toJSONSchema(topologyFileSchema, { io: 'input' }) as Description;

/** One problem per mistake; `content` is what the file holds. */
export function problemsOfIssues(issues: readonly Issue[], content: unknown): TopologyProblem[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownKey(key, issue.path))
      : [problemOf(issue, valueAt(content, issue.path))],
  );
}

function unknownKey(key: string, path: Path): TopologyProblem {
  const known = Object.keys(descriptionAt(path).properties ?? {});
  const meant = nearestName(key, known);
  return {
    path: [...path, key],
    says: `"${key}" is not known here.`,
    remedy: meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${meant}"?`,
  };
}

function problemOf(issue: Exclude<Issue, { code: 'unrecognized_keys' }>, value: unknown): TopologyProblem {
  const { path } = issue;
  const name = nameOf(path);
  const description = descriptionAt(path);
  const hint = description.description === undefined ? '' : ` ${description.description}`;
  if (path.length === 0 && value === null) {
    return { path, says: 'The file is empty.', remedy: 'docs/topology.example.yaml is one to start from.' };
  }
  if (value === undefined) return { path, says: `${name} is missing.`, remedy: `Add ${kindOf(description)}.${hint}` };
  if (value === null)
    return {
      path,
      says: `${name} has no value.`,
      remedy: `Write ${kindOf(description)}, or remove it where it is not needed.${hint}`,
    };
  const remedy = `Write ${kindOf(description)}.${hint}`;
  switch (issue.code) {
    case 'invalid_type':
      return { path, says: `${name} is ${kindOfValue(value)}, not ${kindOf(description)}.`, remedy };
    case 'invalid_value': {
      const meant = nearestName(textOf(value), description.enum ?? []);
      return {
        path,
        says: `${name} is ${textOf(value)}, which is none of its values.`,
        remedy: meant === undefined ? remedy : `Did you mean "${meant}"?`,
      };
    }
    case 'too_small':
    case 'too_big':
      return { path, says: `${name} ${outOfRange(issue, value)}.`, remedy };
    default:
      return { path, says: `${name} is ${textOf(value)}; it ${issue.message}.`, remedy: hint.trim() || remedy };
  }
}

function outOfRange(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'is empty';
    const limit = issue.code === 'too_big' ? `at most ${String(issue.maximum)}` : `at least ${String(issue.minimum)}`;
    return `has ${String(value.length)} entries; it takes ${limit}`;
  }
  if (typeof value === 'number') return `is ${String(value)}, out of its range`;
  return value === '' ? 'is empty' : `is ${textOf(value)}; it ${issue.message}`;
}

const nameOf = (path: Path): string => {
  const key = path.at(-1);
  if (key === undefined) return 'The file';
  return typeof key === 'number' ? `Entry ${String(key + 1)} of ${nameOf(path.slice(0, -1))}` : `"${String(key)}"`;
};

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  array: 'a list',
  boolean: 'true or false',
};

function kindOf({ type, properties, enum: values, minimum, maximum }: Description): string {
  if (values) return values.map((value) => `"${value}"`).join(' or ');
  if (properties)
    return `a group of ${Object.keys(properties).slice(0, 3).join(', ')}${Object.keys(properties).length > 3 ? ', ...' : ''}`;
  const range = minimum !== undefined && maximum !== undefined ? ` from ${String(minimum)} to ${String(maximum)}` : '';
  return `${kinds[type ?? ''] ?? 'a value'}${range}`;
}

function kindOfValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group';
  return typeof value === 'string' ? `the text ${textOf(value)}` : textOf(value);
}

const textOf = (value: unknown): string => JSON.stringify(value);

const descriptionAt = (path: Path): Description =>
  path.reduce<Description>(
    (at, key) => (typeof key === 'number' ? at.items : at.properties?.[String(key)]) ?? {},
    described,
  );

const valueAt = (content: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (Reflect.get(at, key) as unknown) : undefined),
    content,
  );
