/** The time zone of a host, daylight-saving time included: what its clock shows beside universal time. */

const minute = 60_000;

export class TimeZone {
  readonly #format: Intl.DateTimeFormat | undefined;

  /** @param name of the IANA database, such as `Asia/Tokyo`. @throws RangeError for a name that it does not have. */
  constructor(readonly name: string) {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    this.#format = name === 'UTC' ? undefined : format;
  }

  /** Minutes that the clock is ahead of UTC. */
  offsetAt(at: Date): number {
    if (this.#format === undefined) return 0;
    const parts = new Map(this.#format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
    return Math.round((shown - Math.floor(at.getTime() / minute) * minute) / minute);
  }

  /** What the clock shows, as the UTC fields of a Date: the value of a datetime column. */
  local(at: Date): Date {
    const offset = this.offsetAt(at);
    return offset === 0 ? at : new Date(at.getTime() + offset * minute);
  }

  /** The instant at which the clock shows these fields; the former of the two where they come twice. */
  instantOf(local: Date): Date {
    const before = this.offsetAt(new Date(local.getTime() - 24 * 60 * minute));
    const first = new Date(local.getTime() - before * minute);
    return this.offsetAt(first) === before ? first : new Date(local.getTime() - this.offsetAt(first) * minute);
  }
}
