// MS-TDS 2.2.5.4: what a client of TDS 7.2 gets in place of the types of date and time that 7.3 brought.
import type { SqlType } from '../../contract';
import type { TdsLevel } from '../tds-version';
import type { PresentValue } from './codec';
import { defaultScale } from './date-times';
import { localFields, offsetText } from '../../offset-date';

export interface Substitute {
  readonly type: SqlType;
  readonly convert: (value: PresentValue) => PresentValue;
}

/** `undefined` where the client knows the type. */
export function substituteFor({ name, scale }: SqlType, level: TdsLevel): Substitute | undefined {
  return level < 73 && isDateTimeName(name) ? dateText(name, scale ?? defaultScale) : undefined;
}

const dateTimeNames = ['date', 'time', 'datetime2', 'datetimeoffset'] as const;
type DateTimeName = (typeof dateTimeNames)[number];

const isDateTimeName = (name: SqlType['name']): name is DateTimeName => dateTimeNames.some((known) => known === name);

function dateText(name: DateTimeName, scale: number): Substitute {
  const fraction = scale === 0 ? 0 : scale + 1;
  const length = { date: 10, time: 8 + fraction, datetime2: 19 + fraction, datetimeoffset: 26 + fraction }[name];
  return {
    type: { name: 'nvarchar', length },
    convert(value) {
      if (!(value instanceof Date)) return value;
      const [day = '', clock = ''] = localFields(value).toISOString().split('T');
      const [seconds = '', milliseconds = ''] = clock.replace('Z', '').split('.');
      const time = scale === 0 ? seconds : `${seconds}.${milliseconds.padEnd(scale, '0').slice(0, scale)}`;
      return { date: day, time, datetime2: `${day} ${time}`, datetimeoffset: `${day} ${time} ${offsetText(value)}` }[
        name
      ];
    },
  };
}
