// MS-TDS 2.2.5.5.1.6 and 2.2.5.5.1.4: numeric (sign, then magnitude) and money (ten-thousandths). Exact, never through a double.
import type { Decimal, SqlValue } from '../../contract';
import type { ByteReader } from '../byte-reader';
import type { ByteWriter } from '../byte-writer';
import { ProtocolViolation } from '../protocol-violation';
import type { Codec, PresentValue, ReadableType } from './codec';
import { codecOfTwoForms, isDecimal, mismatch } from './codec';
import { TypeId } from './type-id';

const moneyScale = 4;

/** @throws TypeError when the value is not a number of any kind. */
export function toUnscaled(value: PresentValue, scale: number): bigint {
  if (typeof value === 'bigint') return rescale({ unscaled: value, scale: 0 }, scale);
  if (typeof value === 'number') return BigInt(value.toFixed(scale).replace('.', ''));
  if (isDecimal(value)) return rescale(value, scale);
  throw mismatch('numeric', value);
}

/** Digits beyond `scale` are rounded half away from zero, as SQL Server rounds numerics. */
function rescale({ unscaled, scale: from }: Decimal, scale: number): bigint {
  if (scale >= from) return unscaled * 10n ** BigInt(scale - from);
  const divisor = 10n ** BigInt(from - scale);
  const half = unscaled < 0n ? -divisor / 2n : divisor / 2n;
  return (unscaled + half) / divisor;
}

/** Bytes of a value with its sign: 5, 9, 13 or 17. */
function storage(precision: number): number {
  if (precision <= 9) return 5;
  if (precision <= 19) return 9;
  if (precision <= 28) return 13;
  return 17;
}

export function numericCodec(precision = 18, scale = 0): Codec {
  const bytes = storage(precision);
  return {
    writeTypeInfo: (out) => void out.uint8(TypeId.numericN).uint8(bytes).uint8(precision).uint8(scale),
    writeValue: (out, value) => writeSigned(out.uint8(bytes), toUnscaled(value, scale), bytes),
    writeNull: (out) => void out.uint8(0),
  };
}

/** The sign byte is 1 for what is not negative. */
export function writeSigned(out: ByteWriter, unscaled: bigint, bytes: number): void {
  out.uint8(unscaled < 0n ? 0 : 1).uint(unscaled < 0n ? -unscaled : unscaled, bytes - 1);
}

export function readSigned(from: ByteReader, bytes: number, scale: number): Decimal {
  const isPositive = from.uint8() === 1;
  const magnitude = from.uint(bytes - 1);
  return { unscaled: isPositive ? magnitude : -magnitude, scale };
}

export function readableNumeric(precision: number, scale: number): ReadableType {
  return {
    type: { name: 'numeric', precision, scale },
    read(from) {
      const bytes = from.uint8();
      return bytes === 0 ? null : readSigned(from, bytes, scale);
    },
  };
}

/** The upper half goes first. */
export const moneyCodec = codecOfTwoForms({
  nullable: TypeId.moneyN,
  fixed: TypeId.money,
  bytes: 8,
  write(out, value) {
    const unscaled = toUnscaled(value, moneyScale);
    return out.int32(Number(unscaled >> 32n)).uint32(Number(unscaled & 0xffffffffn));
  },
});

export const readableMoney: ReadableType = {
  type: { name: 'money' },
  read: (from) => money(from, from.uint8()),
};

/** MONEYTYPE and MONEY4TYPE, which cannot be NULL. */
export function readableFixedMoney(bytes: 4 | 8): ReadableType {
  return { type: { name: 'money' }, read: (from) => money(from, bytes) };
}

function money(from: ByteReader, bytes: number): SqlValue {
  if (bytes === 0) return null;
  if (bytes === 4) return { unscaled: BigInt(from.int32()), scale: moneyScale };
  if (bytes !== 8) throw new ProtocolViolation(`an amount of money of ${String(bytes)} bytes`);
  const upper = BigInt(from.int32());
  return { unscaled: (upper << 32n) | BigInt(from.uint32()), scale: moneyScale };
}
