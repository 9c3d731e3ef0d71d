/** Reads the topology file once, at the start of a process, and lists every mistake in it with its line. */
import { readFileSync } from 'node:fs';
import { isMap, isNode, isPair, LineCounter, parseDocument, type Document } from 'yaml';
import type { Topology } from '../domain/topology/pool';
import { topologyFileSchema } from '../domain/topology/schema';
import { draftOf } from '../domain/topology/draft';
import { problemsOfIssues } from '../domain/topology/issues';
import type { TopologyProblem } from '../domain/topology/problem';
import { topologyProblems } from '../domain/topology/problems';

export interface TopologyMistake {
  readonly file: string;
  /** Counted from 1, where the value stands or should stand. */
  readonly line: number;
  /** E.g. `pools[0].mgc.mirror`. */
  readonly path: string;
  readonly says: string;
  readonly remedy: string;
}

/** The topology file says something that nobody can work with; `problems` is everything, in the order of the file. */
export class TopologyMistakes extends Error {
  constructor(
    file: string,
    readonly problems: readonly TopologyMistake[],
  ) {
    const count = problems.length === 1 ? 'a mistake' : `${String(problems.length)} mistakes`;
    super([`The topology file ${file} has ${count}:`, ...problems.map(lineOf)].join('\n'));
    this.name = 'TopologyMistakes';
  }
}

const lineOf = ({ file, line, path, says, remedy }: TopologyMistake): string =>
  `${file}:${String(line)}: ${path === '' ? '' : `${path}: `}${says} ${remedy}`;

/** @throws TopologyMistakes with everything that is wrong. */
export function loadTopology(file: string): Topology {
  return parseTopology(read(file), file);
}

/** @throws TopologyMistakes with everything that is wrong; `file` is the name that they carry. */
export function parseTopology(text: string, file: string): Topology {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new TopologyMistakes(
      file,
      document.errors.map(({ message, pos: [offset] }) => ({
        file,
        line: lines.linePos(offset).line,
        path: '',
        says: `This is not YAML: ${message}.`,
        remedy: 'Look at the indentation, and quote text that holds a backslash, a colon or a hash.',
      })),
    );
  }
  const content: unknown = document.toJS();
  const parsed = topologyFileSchema.safeParse(content);
  const issues = parsed.error?.issues ?? [];
  // An unknown key is a mistake of its own and hides nothing; its issue names the whole group.
  const faults = issues.flatMap(({ code, path }) => (code === 'unrecognized_keys' ? [] : [path]));
  const problems = [...problemsOfIssues(issues, content), ...topologyProblems(draftOf(content, faults))];
  if (parsed.success && problems.length === 0) return parsed.data;
  const mistakes = problems.map((problem) => mistakeOf(problem, file, document, lines));
  throw new TopologyMistakes(
    file,
    mistakes.sort((left, right) => left.line - right.line),
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (failure) {
    const { code = 'unknown' } = failure as NodeJS.ErrnoException;
    const says = code === 'ENOENT' ? 'There is no such file.' : `It cannot be read (${code}).`;
    const remedy = 'Name the file in PCHAT_TOPOLOGY; docs/topology.example.yaml is one to start from.';
    throw new TopologyMistakes(file, [{ file, line: 1, path: '', says, remedy }]);
  }
}

function mistakeOf(
  { path, says, remedy }: TopologyProblem,
  file: string,
  document: Document,
  lines: LineCounter,
): TopologyMistake {
  return { file, line: lines.linePos(offsetOf(document, path)).line, path: textOf(path), says, remedy };
}

/** The place of the value, of its key where it has none, or of the nearest thing around it that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const key = path[length - 1];
    const around = document.getIn(path.slice(0, length - 1), true);
    if (isMap(around)) {
      const pair = around.items.find((item) => isPair(item) && isNode(item.key) && item.key.toJSON() === key);
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    } else {
      const value = document.getIn(path.slice(0, length), true);
      if (isNode(value) && value.range) return value.range[0];
    }
  }
  return 0;
}

const textOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${String(key)}]` : `${text}${text === '' ? '' : '.'}${String(key)}`,
    '',
  );
