/** Reads the syntax lines of the cmdlet help, so that the table of cmdlets is the vendor's own text. */

export interface ParameterSyntax {
  readonly name: string;
  /** Type as the help prints it; `SwitchParameter` where the help prints none. */
  readonly type: string;
  readonly mandatory: boolean;
}

// In this order: `[[-Name] <Type>]`, `[-Name] <Type>` (positional and mandatory), `[-Name <Type>]` or `[-Name]`, `-Name <Type>`.
const parameter =
  /\[\[-(?<optionalPositional>\w+)\]\s+<(?<t1>[^>]+)>\]|\[-(?<positional>\w+)\]\s+<(?<t2>[^>]+)>|\[-(?<optional>\w+)(?:\s+<(?<t3>[^>]+)>)?\]|-(?<mandatory>\w+)(?:\s+<(?<t4>[^>]+)>)?/g;

export function parseSyntax(line: string): ParameterSyntax[] {
  return [...line.matchAll(parameter)].map(({ groups = {} }) => ({
    name: groups['optionalPositional'] ?? groups['positional'] ?? groups['optional'] ?? groups['mandatory'] ?? '',
    type: groups['t1'] ?? groups['t2'] ?? groups['t3'] ?? groups['t4'] ?? 'SwitchParameter',
    mandatory: groups['positional'] !== undefined || groups['mandatory'] !== undefined,
  }));
}
