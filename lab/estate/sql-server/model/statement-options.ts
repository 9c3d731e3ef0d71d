/** Reads the WITH options of BACKUP and RESTORE. */
import type { BackupStatement, StatementOptions } from '../contract';
import { parseDate } from '../engine/dates';
import type { OptionTable } from './backup-options';
import { refusal } from './refusals';

export const has = (options: StatementOptions, name: string): boolean => options.has(name);

export function textOption(options: StatementOptions, name: string): string | null {
  const value = options.get(name);
  return typeof value === 'string' ? value : null;
}

export function numberOption(options: StatementOptions, name: string): number | undefined {
  const value = options.get(name);
  return value === undefined || value === true ? undefined : Number(value);
}

/** Percent between two 3211 messages; `undefined` without STATS. */
export function statsOf(options: StatementOptions): number | undefined {
  return options.has('STATS') ? (numberOption(options, 'STATS') ?? 10) : undefined;
}

/** @throws SqlError 3032 for an option that the statement does not have, 3031 for two that exclude each other. */
export function checkOptions(options: StatementOptions, { known, exclusive }: OptionTable): void {
  const unknown = [...options.keys()].filter((name) => !known.includes(name));
  if (unknown.length > 0) throw refusal(3032, unknown.join(', ').toLowerCase());
  const conflict = exclusive.find(([left, right]) => options.has(left) && options.has(right));
  if (conflict) throw refusal(3031, conflict[0].toLowerCase(), conflict[1].toLowerCase());
}

/** @throws SqlError 241 for what is no date. */
export function dateOption(options: StatementOptions, name: string): Date | undefined {
  const text = textOption(options, name);
  if (text === null) return undefined;
  const date = parseDate(text.replace(/Z$/, ''));
  if (!(date instanceof Date)) throw refusal(241);
  return date;
}

const blockSizes = { least: 512, most: 65_536 } as const;

/** @throws SqlError 3253 for a block size that no device has. */
export function checkTransfer(options: StatementOptions): void {
  const size = numberOption(options, 'BLOCKSIZE');
  if (size === undefined) return;
  const isPower = Number.isInteger(Math.log2(size));
  if (!isPower || size < blockSizes.least || size > blockSizes.most) throw refusal(3253);
}

/** @throws SqlError 3205, 3206, 3038, 3044, 3057. */
export function checkDevices({ disks }: Pick<BackupStatement, 'disks'>): void {
  if (disks.length > 64) throw refusal(3205, 64);
  if (disks.some((disk) => disk === '')) throw refusal(3044);
  if (disks.some((disk) => disk.length > 259)) throw refusal(3057);
  const invalid = disks.find((disk) => /[<>|?*]/.test(disk));
  if (invalid !== undefined) throw refusal(3038, invalid);
}
