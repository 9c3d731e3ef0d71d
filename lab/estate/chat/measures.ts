/** What synthetic users saw, period by period: outages to the message, and what was acknowledged. */
import type { AcknowledgedMessage, Period } from './contract';

interface OpenPeriod {
  readonly name: string;
  readonly startedAt: Date;
  longestOutageMs: number;
  acknowledged: number;
}

export class Measures {
  readonly acknowledged: AcknowledgedMessage[] = [];
  private readonly periods: OpenPeriod[];
  private outage: { readonly since: Date; readonly period: OpenPeriod } | undefined;

  constructor(private readonly now: () => Date) {
    this.periods = [this.open('start')];
  }

  mark(name: string): void {
    this.periods.push(this.open(name));
  }

  accepted(message: AcknowledgedMessage): void {
    this.acknowledged.push(message);
    this.current.acknowledged += 1;
    this.endOutage(message.acknowledgedAt);
    this.outage = undefined;
  }

  refused(at: Date): void {
    this.outage ??= { since: at, period: this.current };
  }

  /** `missing` are the acknowledged messages that are gone. */
  report(missing: readonly AcknowledgedMessage[]): Period[] {
    this.endOutage(this.now());
    return this.periods.map(({ name, startedAt, longestOutageMs, acknowledged }, index) => {
      const until = this.periods[index + 1]?.startedAt;
      return {
        name,
        startedAt,
        outage: longestOutageMs / 1000,
        acknowledged,
        lost: missing.filter(
          ({ acknowledgedAt }) => acknowledgedAt >= startedAt && (until === undefined || acknowledgedAt < until),
        ).length,
      };
    });
  }

  /** An outage belongs to the period that it began in. */
  private endOutage(at: Date): void {
    if (this.outage === undefined) return;
    const { since, period } = this.outage;
    period.longestOutageMs = Math.max(period.longestOutageMs, at.getTime() - since.getTime());
  }

  private get current(): OpenPeriod {
    return this.periods.at(-1)!;
  }

  private open(name: string): OpenPeriod {
    return { name, startedAt: this.now(), longestOutageMs: 0, acknowledged: 0 };
  }
}
