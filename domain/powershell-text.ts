/** The text of a cmdlet with its parameters, as a Lync administrator could paste it; plan and ledger print it. */

export type CmdletValue =
  string | number | boolean | null | readonly CmdletValue[] | { readonly [key: string]: CmdletValue };

/** Parameters in the order in which they are printed. `true` is a switch, `null` is `$null`, an object a hashtable. */
export type CmdletParameters = Readonly<Record<string, CmdletValue>>;

/** Parameters that are Booleans, not switches: without a value PowerShell refuses them. */
const booleanParameters: ReadonlySet<string> = new Set(['setup', 'skippreparecheck']);

/** PowerShell ends a single-quoted string at any of these five (about_Quoting_Rules), and each escapes itself. */
const singleQuotes = /['\u2018\u2019\u201A\u201B]/g;

const controlCharacters = /(?![\u0080-\u0084\u0086-\u009f])[\p{Cc}\u2028\u2029]/u;

/** A single-quoted string literal. @throws RangeError on a control character, which would end the line. */
export function stringLiteral(text: string): string {
  if (controlCharacters.test(text)) throw new RangeError('A PowerShell literal must not hold a control character.');
  return `'${text.replace(singleQuotes, '$&$&')}'`;
}

const bareWord = /^[A-Za-z_][A-Za-z0-9_]*$/;

function literal(value: CmdletValue): string {
  if (value === null) return '$null';
  if (typeof value === 'string') return stringLiteral(value);
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`${String(value)} has no PowerShell literal.`);
    return String(value);
  }
  if (isList(value)) return `@(${value.map(literal).join(', ')})`;
  const entries = Object.entries(value).map(([key, entry]) => `${tableKey(key)} = ${literal(entry)}`);
  return entries.length === 0 ? '@{}' : `@{ ${entries.join('; ')} }`;
}

const isList = (value: CmdletValue): value is readonly CmdletValue[] => Array.isArray(value);

const tableKey = (key: string): string => (bareWord.test(key) ? key : stringLiteral(key));

function parameterText(name: string, value: CmdletValue): string {
  if (!bareWord.test(name)) throw new RangeError(`${JSON.stringify(name)} is no name of a parameter.`);
  if (typeof value === 'boolean' && !booleanParameters.has(name.toLowerCase()))
    return value ? `-${name}` : `-${name}:$false`;
  return `-${name} ${literal(value)}`;
}

/** `Set-CsPersistentChatActiveServer -ActiveServers @{ Replace = @('chat1.contoso.com') } -Confirm:$false`. */
export function cmdletText(cmdlet: string, parameters: CmdletParameters): string {
  if (!/^[A-Z][A-Za-z]*-[A-Z][A-Za-z]*$/.test(cmdlet))
    throw new RangeError(`${JSON.stringify(cmdlet)} is no name of a cmdlet.`);
  return [cmdlet, ...Object.entries(parameters).map(([name, value]) => parameterText(name, value))].join(' ');
}
