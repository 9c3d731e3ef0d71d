// MS-TDS 2.2.5.6: TYPE_INFO of a parameter.
import type { ByteReader } from '../byte-reader';
import { readableFixedFloat, readableFloat } from './approximate-numerics';
import { readableLong, readableString, readableXml } from './byte-strings';
import type { ReadableType } from './codec';
import { readableDate, readableDatetime, readableScaled } from './date-times';
import { readableFixedMoney, readableMoney, readableNumeric } from './exact-numerics';
import { readableGuid } from './guid';
import { readableBit, readableFixedBit, readableFixedInteger, readableInteger } from './integers';
import { TypeId } from './type-id';
import { readableVariant } from './variant';

const readableNull: ReadableType = { type: { name: 'int' }, read: () => null };

/** `undefined` for what this server refuses: table-valued parameters, CLR types, bytes that mean no type. */
export function readTypeInfo(id: number, from: ByteReader): ReadableType | undefined {
  return fixedType(id) ?? withLengthByte(id, from) ?? stringType(id, from);
}

function fixedType(id: number): ReadableType | undefined {
  switch (id) {
    case TypeId.null:
      return readableNull;
    case TypeId.bit:
      return readableFixedBit;
    case TypeId.int1:
      return readableFixedInteger(1);
    case TypeId.int2:
      return readableFixedInteger(2);
    case TypeId.int4:
      return readableFixedInteger(4);
    case TypeId.int8:
      return readableFixedInteger(8);
    case TypeId.real:
      return readableFixedFloat(4);
    case TypeId.float:
      return readableFixedFloat(8);
    case TypeId.money:
      return readableFixedMoney(8);
    case TypeId.smallmoney:
      return readableFixedMoney(4);
    case TypeId.datetime:
      return readableDatetime(8, 8);
    case TypeId.smalldatetime:
      return readableDatetime(4, 4);
    case TypeId.date:
      return readableDate;
    default:
      return undefined;
  }
}

function withLengthByte(id: number, from: ByteReader): ReadableType | undefined {
  switch (id) {
    case TypeId.bitN:
      from.uint8();
      return readableBit;
    case TypeId.intN:
      return readableInteger(from.uint8());
    case TypeId.floatN:
      return readableFloat(from.uint8());
    case TypeId.moneyN:
      from.uint8();
      return readableMoney;
    case TypeId.datetimeN:
      return readableDatetime(from.uint8());
    case TypeId.guid:
      from.uint8();
      return readableGuid;
    case TypeId.decimalN:
    case TypeId.numericN:
      from.uint8();
      return readableNumeric(from.uint8(), from.uint8());
    case TypeId.time:
      return readableScaled('time', from.uint8());
    case TypeId.datetime2:
      return readableScaled('datetime2', from.uint8());
    case TypeId.datetimeoffset:
      return readableScaled('datetimeoffset', from.uint8());
    default:
      return undefined;
  }
}

function stringType(id: number, from: ByteReader): ReadableType | undefined {
  switch (id) {
    case TypeId.char:
      return readableString('char', from);
    case TypeId.varchar:
      return readableString('varchar', from);
    case TypeId.nchar:
      return readableString('nchar', from);
    case TypeId.nvarchar:
      return readableString('nvarchar', from);
    case TypeId.binary:
      return readableString('binary', from);
    case TypeId.varbinary:
      return readableString('varbinary', from);
    case TypeId.text:
      return readableLong('text', from);
    case TypeId.ntext:
      return readableLong('ntext', from);
    case TypeId.image:
      return readableLong('image', from);
    case TypeId.xml:
      return readableXml(from);
    case TypeId.variant:
      return readableVariant(from);
    default:
      return undefined;
  }
}
