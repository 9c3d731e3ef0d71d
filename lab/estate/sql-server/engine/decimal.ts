/** Exact arithmetic for numeric, money and bigint. */
import type { Decimal } from '../contract';

export const isDecimal = (value: unknown): value is Decimal =>
  typeof value === 'object' && value !== null && 'unscaled' in value;

const powers: bigint[] = [1n];
export function powerOfTen(exponent: number): bigint {
  for (let next = powers.length; next <= exponent; next++) powers.push(powers[next - 1]! * 10n);
  return powers[exponent]!;
}

/** Rounds half away from zero, as SQL Server does; `truncate` drops the digits. */
export function rescale(value: Decimal, scale: number, truncate = false): Decimal {
  if (value.scale === scale) return value;
  if (value.scale < scale) return { unscaled: value.unscaled * powerOfTen(scale - value.scale), scale };
  const divisor = powerOfTen(value.scale - scale);
  const whole = value.unscaled / divisor;
  const rest = value.unscaled % divisor;
  const up = !truncate && (rest < 0n ? -rest : rest) * 2n >= divisor;
  return { unscaled: up ? whole + (value.unscaled < 0n ? -1n : 1n) : whole, scale };
}

export function compareDecimals(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale);
  const a = rescale(left, scale).unscaled;
  const b = rescale(right, scale).unscaled;
  return a < b ? -1 : a > b ? 1 : 0;
}

export function decimalText({ unscaled, scale }: Decimal): string {
  const negative = unscaled < 0n;
  const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${negative ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
}

/** `undefined` when the text is no exact number. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?\s*$/.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const unscaled = BigInt(`${whole}${fraction}`);
  return { unscaled: sign === '-' ? -unscaled : unscaled, scale: fraction.length };
}

/** The double nearest to the decimal text of a number, without its binary noise. */
export function decimalOfNumber(value: number, scale: number): Decimal {
  if (Number.isInteger(value)) return { unscaled: BigInt(value) * powerOfTen(scale), scale };
  const text = Math.abs(value) < 1e21 ? value.toFixed(Math.min(scale + 3, 30)) : BigInt(Math.trunc(value)).toString();
  return rescale(parseDecimal(text)!, scale);
}

export const decimalToNumber = (value: Decimal): number => Number(decimalText(value));
