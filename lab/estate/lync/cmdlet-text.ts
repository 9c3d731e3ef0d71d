/** A call as a transcript of the shell would show it: about_Parameters, about_Quoting_Rules, about_Hash_Tables. */
import type { Cmdlet } from './cmdlet';
import { parseSyntax } from './syntax';

/** Single-quoted; each of PowerShell's quotation marks is doubled. */
const quoted = (text: string): string => `'${text.replace(/['‘’‚‛]/g, (mark) => mark.repeat(2))}'`;

const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name));

function literal(value: unknown): string {
  if (value === null || value === undefined) return '$null';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `@(${value.map(literal).join(', ')})`;
  const entries = Object.entries(value).map(([name, entry]) => `${key(name)} = ${literal(entry)}`);
  return entries.length === 0 ? '@{}' : `@{ ${entries.join('; ')} }`;
}

/** Which parameters take `$true` or `$false` says the help of the cmdlet; any other truth value is a switch. */
export function cmdletText({ name, sets }: Cmdlet, parameters: Readonly<Record<string, unknown>>): string {
  const booleans = new Set(
    Object.values(sets)
      .flatMap(parseSyntax)
      .filter(({ type }) => type === 'Boolean')
      .map((parameter) => parameter.name.toLowerCase()),
  );
  const given = Object.entries(parameters).map(([parameter, value]) => {
    if (typeof value !== 'boolean' || booleans.has(parameter.toLowerCase())) return `-${parameter} ${literal(value)}`;
    return value ? `-${parameter}` : `-${parameter}:$false`;
  });
  return [name, ...given].join(' ');
}
