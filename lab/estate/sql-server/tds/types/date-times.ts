// MS-TDS 2.2.5.5.1.7 and 2.2.5.5.1.8: the six types of date and time. The server's local fields are a Date's UTC fields.
import type { SqlTypeName, SqlValue } from '../../contract';
import type { ByteReader } from '../byte-reader';
import type { ByteWriter } from '../byte-writer';
import { ProtocolViolation } from '../protocol-violation';
import type { Codec, PresentValue, ReadableType } from './codec';
import { codecOfTwoForms, mismatch } from './codec';
import { TypeId } from './type-id';
import { offsetOf, OffsetDate } from '../../offset-date';

type ScaledName = 'time' | 'datetime2' | 'datetimeoffset';

const msPerDay = 86_400_000;
const msPerMinute = 60_000;
const since1900 = Date.UTC(1900, 0, 1);
const since0001 = new Date(0).setUTCFullYear(1, 0, 1);
/** 1/300 s, the unit of datetime. */
const ticksPerDay = 25_920_000;
export const defaultScale = 7;

const scaledIds = { time: TypeId.time, datetime2: TypeId.datetime2, datetimeoffset: TypeId.datetimeoffset } as const;

export const datetimeCodec = codecOfTwoForms({
  nullable: TypeId.datetimeN,
  fixed: TypeId.datetime,
  bytes: 8,
  write: (out, value) => writeDatetime(out, instant('datetime', value)),
});

export const smalldatetimeCodec = codecOfTwoForms({
  nullable: TypeId.datetimeN,
  fixed: TypeId.smalldatetime,
  bytes: 4,
  write(out, value) {
    const minutes = Math.round((instant('smalldatetime', value) - since1900) / msPerMinute);
    return out.uint16(Math.floor(minutes / 1440)).uint16(minutes % 1440);
  },
});

export const dateCodec: Codec = {
  writeTypeInfo: (out) => void out.uint8(TypeId.date),
  writeValue: (out, value) => writeDays(out.uint8(3), instant('date', value)),
  writeNull: (out) => void out.uint8(0),
};

export function scaledCodec(name: ScaledName, scale = defaultScale): Codec {
  const bytes = timeBytes(scale) + (name === 'time' ? 0 : 3) + (name === 'datetimeoffset' ? 2 : 0);
  return {
    writeTypeInfo: (out) => void out.uint8(scaledIds[name]).uint8(scale),
    writeValue(out, value) {
      const at = instant(name, value);
      out.uint8(bytes).uint(timeUnits(at, scale), timeBytes(scale));
      if (name !== 'time') writeDays(out, at);
      if (name === 'datetimeoffset') out.int16(offsetOf(value as Date));
    },
    writeNull: (out) => void out.uint8(0),
  };
}

export function writeDatetime(out: ByteWriter, at: number): void {
  const ticks = Math.round(((at - since1900) * 3) / 10);
  const days = Math.floor(ticks / ticksPerDay);
  out.int32(days).uint32(ticks - days * ticksPerDay);
}

/** DATETIMN, DATETIMETYPE and DATETIM4TYPE; `bytes` is known beforehand for the last two. */
export function readableDatetime(length: number, bytes?: 4 | 8): ReadableType {
  const name: SqlTypeName = length === 4 ? 'smalldatetime' : 'datetime';
  return { type: { name }, read: (from) => datetime(from, bytes ?? from.uint8()) };
}

export const readableDate: ReadableType = {
  type: { name: 'date' },
  read: (from) => (from.uint8() === 0 ? null : new Date(readDays(from))),
};

export function readableScaled(name: ScaledName, scale: number): ReadableType {
  return {
    type: { name, scale },
    read(from) {
      return from.uint8() === 0 ? null : readScaled(from, name, scale);
    },
  };
}

/** The date of a datetimeoffset is in UTC already; its offset only says how to show it. */
export function readScaled(from: ByteReader, name: ScaledName, scale: number): Date {
  const milliseconds = Math.floor(Number(from.uint(timeBytes(scale))) / 10 ** (scale - 3));
  const day = name === 'time' ? 0 : readDays(from);
  const minutes = name === 'datetimeoffset' ? from.int16() : 0;
  return minutes === 0 ? new Date(day + milliseconds) : new OffsetDate(day + milliseconds, minutes);
}

function datetime(from: ByteReader, bytes: number): SqlValue {
  if (bytes === 0) return null;
  if (bytes === 4) return new Date(since1900 + from.uint16() * msPerDay + from.uint16() * msPerMinute);
  if (bytes !== 8) throw new ProtocolViolation(`a datetime of ${String(bytes)} bytes`);
  return new Date(since1900 + from.int32() * msPerDay + Math.round((from.uint32() * 10) / 3));
}

function instant(type: string, value: PresentValue): number {
  if (value instanceof Date) return value.getTime();
  throw mismatch(type, value);
}

function writeDays(out: ByteWriter, at: number): void {
  out.uint(BigInt(Math.floor((at - since0001) / msPerDay)), 3);
}

function readDays(from: ByteReader): number {
  return since0001 + Number(from.uint(3)) * msPerDay;
}

function timeBytes(scale: number): number {
  if (scale <= 2) return 3;
  return scale <= 4 ? 4 : 5;
}

function timeUnits(at: number, scale: number): bigint {
  const milliseconds = ((at % msPerDay) + msPerDay) % msPerDay;
  return BigInt(Math.floor(milliseconds * 10 ** (scale - 3)));
}
