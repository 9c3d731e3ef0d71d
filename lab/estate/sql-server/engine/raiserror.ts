/** RAISERROR: its text with values, and the rules of its severities. */
import type { SessionFacts, SqlMessage, SqlValue } from '../contract';
import { asNumber } from './convert';
import { refusal } from './errors';

/** `%s` and `%d`, without widths. @throws SqlError 2786 for a value of another type, 2787 for another placeholder. */
function formatMessage(template: string, values: readonly SqlValue[]): string {
  let next = 0;
  return template.replace(/%(.?)/g, (written, kind: string) => {
    if (kind === '%') return '%';
    if (kind !== 's' && kind !== 'd') throw refusal(2787, `Invalid format specification: '${written}'.`);
    const value = values[next++] ?? null;
    if (value === null) return '(null)';
    if ((kind === 's') !== (typeof value === 'string')) {
      throw refusal(
        2786,
        `The data type of substitution parameter ${next} does not match the expected type of the format specification.`,
      );
    }
    return String(typeof value === 'string' ? value : asNumber(value));
  });
}

/** What precedes a message that ends its session. */
export const terminating = ({ number, severity }: SqlMessage, process: number): SqlMessage => ({
  number: 2745,
  severity: 16,
  state: 2,
  text: `Process ID ${process} has raised user error ${number}, severity ${severity}. SQL Server is terminating this process.`,
});

/** @throws SqlError 2754 when the severity needs WITH LOG, 2778 when the login may not log, 18054 for a number that has no text. */
export function raisedMessage(
  values: readonly SqlValue[],
  options: readonly string[],
  { isSysadmin }: Pick<SessionFacts, 'isSysadmin'>,
): SqlMessage {
  const [template = null, severity = null, state = null, ...rest] = values;
  const level = Math.max(0, Math.min(25, asNumber(severity)));
  if (options.includes('LOG') && !isSysadmin)
    throw refusal(2778, 'Only System Administrator can specify WITH LOG option for RAISERROR command.');
  if (level > 18 && !options.includes('LOG')) {
    throw refusal(
      2754,
      'Error severity levels greater than 18 can only be specified by members of the sysadmin role, using the WITH LOG option.',
    );
  }
  if (typeof template !== 'string') {
    const number = asNumber(template);
    throw refusal(
      18054,
      `Error ${number}, severity ${level}, state ${asNumber(state)} was raised, but no message with that error number was found in sys.messages. If error is larger than 50000, make sure the user-defined message is added using sp_addmessage.`,
    );
  }
  const wanted = asNumber(state);
  return {
    number: 50_000,
    severity: level,
    state: wanted < 0 ? 1 : Math.min(wanted, 255),
    text: formatMessage(template, rest).slice(0, 2047),
  };
}
