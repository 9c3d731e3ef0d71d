/** Prints a call of a cmdlet as an administrator would type it; the ledger holds this text. */
import type { CmdletRequest } from './contract';

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '$null';
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `@(${value.map(valueText).join(', ')})`;
  return `@{ ${Object.entries(value)
    .map(([key, entry]) => `${key} = ${valueText(entry)}`)
    .join('; ')} }`;
}

/** `Set-CsPersistentChatActiveServer -ActiveServers @{ Add = @('chat1.contoso.com') } -Confirm:$false`. */
export function cmdletText({ cmdlet, parameters }: CmdletRequest): string {
  const parts = Object.entries(parameters).map(([name, value]) =>
    value === true ? `-${name}` : value === false ? `-${name}:$false` : `-${name} ${valueText(value)}`,
  );
  return [cmdlet, ...parts].join(' ');
}
