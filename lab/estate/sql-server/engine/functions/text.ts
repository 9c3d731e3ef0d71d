/** String functions ("String Functions (Transact-SQL)"). */
import type { SqlValue } from '../../contract';
import { asNumber } from '../convert';
import { refusal } from '../errors';
import { familyOf, isUnicode, typeText } from '../types';
import { int, longText, scalar, textLike } from './define';
import type { FunctionTable } from './define';
import { textOf } from '../text-of';

const text = (value: SqlValue | undefined): string => textOf(value);
const count = (value: SqlValue | undefined): number => asNumber(value ?? 0);

function invalidLength(name: string): Error {
  return refusal(537, `Invalid length parameter passed to the ${name} function.`);
}

/** Matches nothing for an empty search, and ignores case. */
function replaceAll(value: string, search: string, replacement: string): string {
  if (search === '') return value;
  const pattern = search.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return value.replace(new RegExp(pattern, 'gi'), () => replacement);
}

export const textFunctions: FunctionTable = {
  len: scalar([longText], int, ([value]) => text(value).replace(/ +$/, '').length),
  datalength: {
    least: 1,
    most: 1,
    /** @throws SqlError 8116 for what is no text. */
    build([given]) {
      const { type, evaluate } = given!;
      if (familyOf(type) !== 'text')
        throw refusal(8116, `Argument data type ${typeText(type)} is invalid for argument 1 of datalength function.`);
      const width = isUnicode(type) ? 2 : 1;
      return {
        type: int,
        evaluate: () => {
          const value = evaluate();
          return value === null ? null : text(value).length * width;
        },
      };
    },
  },
  substring: scalar([longText, int, int], textLike(), ([value, start, length]) => {
    if (count(length) < 0) throw invalidLength('LEFT or SUBSTRING');
    const from = count(start) - 1;
    return text(value).slice(Math.max(from, 0), Math.max(from + count(length), 0));
  }),
  left: scalar([longText, int], textLike(), ([value, length]) => {
    if (count(length) < 0) throw invalidLength('left');
    return text(value).slice(0, count(length));
  }),
  right: scalar([longText, int], textLike(), ([value, length]) => {
    if (count(length) < 0) throw invalidLength('right');
    return count(length) === 0 ? '' : text(value).slice(-count(length));
  }),
  charindex: scalar(
    [longText, longText, int],
    int,
    ([search, value, start]) =>
      text(value)
        .toLowerCase()
        .indexOf(text(search).toLowerCase(), Math.max(count(start) - 1, 0)) + 1,
    2,
  ),
  replace: scalar([longText, longText, longText], textLike('max'), ([value, search, by]) =>
    replaceAll(text(value), text(search), text(by)),
  ),
  upper: scalar([longText], textLike(), ([value]) => text(value).toUpperCase()),
  lower: scalar([longText], textLike(), ([value]) => text(value).toLowerCase()),
  ltrim: scalar([longText], textLike(), ([value]) => text(value).replace(/^ +/, '')),
  rtrim: scalar([longText], textLike(), ([value]) => text(value).replace(/ +$/, '')),
  stuff: scalar([longText, int, int, longText], textLike('max'), ([value, start, length, by]) => {
    const whole = text(value);
    const from = count(start) - 1;
    if (from < 0 || from >= whole.length || count(length) < 0) return null;
    return whole.slice(0, from) + text(by) + whole.slice(from + count(length));
  }),
};
