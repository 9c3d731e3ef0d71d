/**
 * The few forms of a line that the stand-in understands: string literals, assignments of literals, Console.WriteLine,
 * `exit`, `throw`, and a command with literal arguments, several of them separated by semicolons.
 */

export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'assignment'; readonly variable: string; readonly text: string }
  | { readonly kind: 'write'; readonly to: 'stdout' | 'stderr'; readonly text: string }
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'throw'; readonly text: string }
  | {
      readonly kind: 'command';
      readonly name: string;
      readonly parameters: ReadonlyMap<string, string>;
      readonly values: readonly string[];
    };

/** A line outside of the forms above. */
export class NotUnderstood extends Error {}

/** A line whose last quote is never closed: PowerShell reads on, without a word. */
export class Incomplete extends Error {}

const singleQuoted = /'((?:[^'\u2018-\u201B]|['\u2018-\u201B]{2})*)'/y;
/** Without `$` and backtick: the stand-in expands nothing. */
const doubleQuoted = /"([^"$`]*)"/y;
const writeLine = /\[Console\]::(Out|Error)\.WriteLine\(/iy;
const assignment = /\$(?:global:)?([A-Za-z]\w*)\s*=\s*/iy;
const exit = /exit(?:[ \t]+(-?\d+))?(?=[ \t]*(?:;|$))/iy;
const thrown = /throw[ \t]+/iy;
const commandName = /[A-Za-z][\w-]*/y;
const bareWord = /[A-Za-z0-9][\w-]*/y;
const parameterName = /-([A-Za-z]\w*)/y;
const blank = /[ \t]*/y;

/** The statements of one physical line. @throws NotUnderstood, Incomplete */
export function parseLine(line: string): Statement[] {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (match === null) return undefined;
    at = pattern.lastIndex;
    return match;
  };
  const literal = (): string | undefined => {
    const single = take(singleQuoted);
    if (single !== undefined) return single[1]?.replace(/(['\u2018-\u201B])\1/g, '$1');
    const quote = line[at];
    const double = take(doubleQuoted)?.[1];
    if (double === undefined && (quote === "'" || (quote === '"' && !line.includes('"', at + 1)))) {
      throw new Incomplete(line);
    }
    return double;
  };
  const required = (text: string | undefined): string => {
    if (text === undefined) throw new NotUnderstood(line);
    return text;
  };

  const command = (): Statement => {
    const name = required(take(commandName)?.[0]);
    const parameters = new Map<string, string>();
    const values: string[] = [];
    for (;;) {
      take(blank);
      const parameter = take(parameterName)?.[1];
      if (parameter === undefined) {
        const value = literal() ?? take(bareWord)?.[0];
        if (value === undefined) return { kind: 'command', name, parameters, values };
        values.push(value);
        continue;
      }
      take(blank);
      parameters.set(parameter.toLowerCase(), literal() ?? '');
    }
  };

  const statement = (): Statement => {
    const text = literal();
    if (text !== undefined) return { kind: 'text', text };
    const variable = take(assignment)?.[1];
    if (variable !== undefined)
      return { kind: 'assignment', variable: variable.toLowerCase(), text: required(literal()) };
    const stream = take(writeLine)?.[1];
    if (stream !== undefined) {
      const written = required(literal());
      if (line[at] !== ')') throw new NotUnderstood(line);
      at += 1;
      return { kind: 'write', to: stream.toLowerCase() === 'out' ? 'stdout' : 'stderr', text: written };
    }
    const end = take(exit);
    if (end !== undefined) return { kind: 'exit', code: Number(end[1] ?? 0) };
    if (take(thrown) !== undefined) return { kind: 'throw', text: required(literal()) };
    return command();
  };

  const statements: Statement[] = [];
  for (;;) {
    take(blank);
    if (at >= line.length) return statements;
    if (line[at] === ';') {
      at += 1;
      continue;
    }
    statements.push(statement());
    take(blank);
    if (at < line.length && line[at] !== ';') throw new NotUnderstood(line);
  }
}
