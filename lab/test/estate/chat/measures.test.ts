import { Measures } from '../../../estate/chat/measures';
import type { AcknowledgedMessage } from '../../../estate/chat/contract';

const start = Date.UTC(2026, 0, 1);
let seconds: number;
let measures: Measures;
const now = (): Date => new Date(start + seconds * 1000);
const accept = (id: string): AcknowledgedMessage => {
  const message = { id, acknowledgedAt: now(), sentTo: 'chat1.contoso.com' };
  measures.accepted(message);
  return message;
};

beforeEach(() => {
  seconds = 0;
  measures = new Measures(now);
});

test('an outage lasts from the first refused message to the first accepted one after it', () => {
  accept('a');
  seconds = 10;
  measures.refused(now());
  seconds = 15;
  measures.refused(now());
  seconds = 30;
  accept('b');
  expect(measures.report([])).toMatchObject([{ name: 'start', outage: 20, acknowledged: 2, lost: 0 }]);
});

test('the longest outage of a period counts, and one that lasts counts until now', () => {
  for (const [from, to] of [
    [1, 3],
    [5, 6],
  ] as const) {
    seconds = from;
    measures.refused(now());
    seconds = to;
    accept(String(from));
  }
  expect(measures.report([])).toMatchObject([{ outage: 2 }]);
  seconds = 10;
  measures.refused(now());
  seconds = 17;
  expect(measures.report([])).toMatchObject([{ outage: 7 }]);
});

test('an outage belongs to the period that it began in, a loss to the period that acknowledged it', () => {
  const lost = accept('a');
  seconds = 10;
  measures.mark('failover');
  measures.refused(now());
  seconds = 20;
  measures.mark('failback');
  seconds = 25;
  accept('b');
  expect(measures.report([lost])).toMatchObject([
    { name: 'start', outage: 0, acknowledged: 1, lost: 1 },
    { name: 'failover', outage: 15, acknowledged: 0, lost: 0 },
    { name: 'failback', outage: 0, acknowledged: 1, lost: 0 },
  ]);
});
