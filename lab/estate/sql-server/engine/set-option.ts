/** SET options that change what the engine does; the others are accepted, as the server accepts them. */
import type { DateOrder } from './dates';
import { refusal } from './errors';
import type { Statement } from '../language/ast';
import type { SessionState } from './session-state';

const dateOrders: readonly DateOrder[] = ['mdy', 'dmy', 'ymd', 'ydm', 'myd', 'dym'];

/** @throws SqlError 2741. */
function dateOrderOf(value: string): DateOrder {
  const order = dateOrders.find((known) => known === value.toLowerCase());
  if (order === undefined) throw refusal(2741, `SET DATEFORMAT date order '${value}' is invalid.`);
  return order;
}

type SetOption = Extract<Statement, { kind: 'set option' }>;

const appliers: Readonly<Record<string, (options: SessionState['options'], value: string | number) => void>> = {
  NOCOUNT: (options, value) => (options.noCount = value === 'ON'),
  XACT_ABORT: (options, value) => (options.xactAbort = value === 'ON'),
  IMPLICIT_TRANSACTIONS: (options, value) => (options.implicitTransactions = value === 'ON'),
  QUOTED_IDENTIFIER: (options, value) => (options.quotedIdentifier = value === 'ON'),
  FMTONLY: (options, value) => (options.formatOnly = value === 'ON'),
  NOEXEC: (options, value) => (options.noExec = value === 'ON'),
  PARSEONLY: (options, value) => (options.noExec = value === 'ON'),
  ANSI_DEFAULTS: (options, value) => {
    options.quotedIdentifier = value === 'ON';
    options.implicitTransactions = value === 'ON';
  },
  ROWCOUNT: (options, value) => (options.rowCount = Number(value)),
  TEXTSIZE: (options, value) => (options.textSize = Number(value) <= 0 ? 2_147_483_647 : Number(value)),
  LOCK_TIMEOUT: (options, value) => (options.lockTimeout = Number(value)),
  DATEFIRST: (options, value) => (options.dateFirst = Number(value)),
  DATEFORMAT: (options, value) => (options.dateFormat = dateOrderOf(String(value))),
  LANGUAGE: (options, value) => (options.language = String(value)),
  'ISOLATION LEVEL': (options, value) => (options.isolation = String(value)),
};

export function applySetOption({ options: names, value }: SetOption, state: SessionState): void {
  for (const name of names) appliers[name]?.(state.options, value);
}
