/** SET options that change what the engine does; the others are accepted, as the server accepts them. */
import { refusal } from './errors';
import type { Statement } from '../language/ast';
import type { SessionState } from './session-state';

type SetOption = Extract<Statement, { kind: 'set option' }>;
type Applier = (options: SessionState['options'], value: string | number) => void;

/** Drivers state these at login; the lab has no other value for them. */
const only =
  (expected: string, number: number, refused: (value: string | number) => string): Applier =>
  (_, value) => {
    if (String(value).toLowerCase() !== expected) throw refusal(number, refused(value));
  };

/** @throws SqlError 2740, 2741, 2742. */
const appliers: Readonly<Record<string, Applier>> = {
  NOCOUNT: (options, value) => (options.noCount = value === 'ON'),
  XACT_ABORT: (options, value) => (options.xactAbort = value === 'ON'),
  IMPLICIT_TRANSACTIONS: (options, value) => (options.implicitTransactions = value === 'ON'),
  QUOTED_IDENTIFIER: (options, value) => (options.quotedIdentifier = value === 'ON'),
  FMTONLY: (options, value) => (options.formatOnly = value === 'ON'),
  LOCK_TIMEOUT: (options, value) => (options.lockTimeout = Number(value)),
  LANGUAGE: only(
    'us_english',
    2740,
    (value) =>
      `SET LANGUAGE failed because '${value}' is not an official language name or a language alias on this SQL Server.`,
  ),
  DATEFORMAT: only('mdy', 2741, (value) => `SET DATEFORMAT date order '${value}' is invalid.`),
  DATEFIRST: only('7', 2742, (value) => `SET DATEFIRST ${value} is out of range.`),
  'ISOLATION LEVEL': (options, value) => (options.isolation = String(value)),
};

export function applySetOption({ options: names, value }: SetOption, state: SessionState): void {
  for (const name of names) appliers[name]?.(state.options, value);
}
