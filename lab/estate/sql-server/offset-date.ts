/** The value of a datetimeoffset: an instant, and how far the clock that shows it is ahead of UTC. */

export class OffsetDate extends Date {
  constructor(
    instant: number,
    readonly minutes: number,
  ) {
    super(instant);
  }
}

/** Minutes ahead of UTC; a plain Date stands in UTC. */
export const offsetOf = (date: Date): number => (date instanceof OffsetDate ? date.minutes : 0);

/** The fields that the clock at the offset shows, as the UTC fields of a Date. */
export const localFields = (date: Date): Date =>
  date instanceof OffsetDate ? new Date(date.getTime() + date.minutes * 60_000) : date;

/** The instant at which a clock with this offset shows these fields. */
export const atOffset = (fields: Date, minutes: number): Date =>
  minutes === 0 ? fields : new OffsetDate(fields.getTime() - minutes * 60_000, minutes);

/** `+02:00`. */
export function offsetText(date: Date): string {
  const minutes = offsetOf(date);
  const two = (part: number): string => String(Math.trunc(Math.abs(part))).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
