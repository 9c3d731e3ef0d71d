/** PSListModifier: how `-ActiveServers` changes a list (reference: the PowerShell source; Remove comes before Add). */
import { cannotConvert } from './cmdlet-error';

export interface ListModifier {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Absent when there is nothing to replace by: an empty Replace counts as no Replace. */
  readonly replace?: readonly string[];
  /** `$null`, the documented way to empty the list. */
  readonly clear: boolean;
}

const asList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];

/** @throws CmdletError for a hashtable with other keys than Add, Remove and Replace. */
export function toListModifier(parameter: string, value: unknown, item: (value: unknown) => string): ListModifier {
  if (value === null || value === undefined) return { add: [], remove: [], clear: true };
  if (typeof value !== 'object' || Array.isArray(value)) {
    const replace = asList(value).map(item);
    return { add: [], remove: [], clear: false, ...(replace.length === 0 ? {} : { replace }) };
  }
  const parts: Record<'add' | 'remove' | 'replace', string[]> = { add: [], remove: [], replace: [] };
  for (const [key, given] of Object.entries(value)) {
    const part = key.toLowerCase();
    if (part !== 'add' && part !== 'remove' && part !== 'replace') {
      throw cannotConvert(
        parameter,
        'System.Collections.Hashtable',
        'System.Management.Automation.PSListModifier',
        `The Hashtable supplied to the PSListModifier included the key '${key}'. Only the keys 'Add', 'Remove' and 'Replace' are allowed.`,
      );
    }
    parts[part].push(...asList(given).map(item));
  }
  const { add, remove, replace } = parts;
  return { add, remove, clear: false, ...(replace.length === 0 ? {} : { replace }) };
}

/** The list afterwards. It may hold a value twice: uniqueness is the store's business. */
export function applyListModifier(list: readonly string[], modifier: ListModifier): string[] {
  if (modifier.clear) return [];
  if (modifier.replace !== undefined) return [...modifier.replace];
  const removed = [...list];
  for (const gone of modifier.remove) {
    const index = removed.findIndex((value) => value.toLowerCase() === gone.toLowerCase());
    if (index >= 0) removed.splice(index, 1);
  }
  return [...removed, ...modifier.add];
}
