/** How msdb writes dates, durations and identifiers. A Date stands for what a clock shows: its UTC fields. */
import { randomUUID } from 'node:crypto';

export const newGuid = (): string => randomUUID().toUpperCase();

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

/** `YYYYMMDD` as int, as in sysjobhistory.run_date. */
export const dateNumber = (at: Date): number =>
  at.getUTCFullYear() * 10_000 + (at.getUTCMonth() + 1) * 100 + at.getUTCDate();

/** `HHMMSS` as int, as in sysjobhistory.run_time. */
export const timeNumber = (at: Date): number =>
  at.getUTCHours() * 10_000 + at.getUTCMinutes() * 100 + at.getUTCSeconds();

/** `HHMMSS` as int of a duration, as in sysjobhistory.run_duration; hours may exceed 24. */
export function durationNumber(milliseconds: number): number {
  const seconds = Math.floor(milliseconds / 1000);
  return Math.floor(seconds / 3600) * 10_000 + (Math.floor(seconds / 60) % 60) * 100 + (seconds % 60);
}

/** What a date int and a time int of msdb mean, on the clock of their host. */
export function instantOf(date: number, time: number): Date {
  const digits = pad(date, 8);
  return new Date(
    Date.UTC(
      Number(digits.slice(0, 4)),
      Number(digits.slice(4, 6)) - 1,
      Number(digits.slice(6)),
      Math.floor(time / 10_000),
      Math.floor(time / 100) % 100,
      time % 100,
    ),
  );
}

/** `0x…` of a uniqueidentifier in storage order: the first three groups are byte-swapped. */
export function storageHex(guid: string): string {
  const groups = guid.split('-');
  const swapped = groups.slice(0, 3).map((group) => Buffer.from(group, 'hex').reverse().toString('hex'));
  return `0x${[...swapped, ...groups.slice(3)].join('').toUpperCase()}`;
}

/** Comparison of names under the lab's case-insensitive server collation. */
export const sameName = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

export const quoteName = (name: string): string => `[${name.replaceAll(']', ']]')}]`;
export const quoteText = (text: string): string => `N'${text.replaceAll("'", "''")}'`;
