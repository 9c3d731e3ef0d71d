import fc from 'fast-check';
import { compareLsn, lsn } from '../../domain/lsn';

describe('a log sequence number', () => {
  it('compares as a number of 25 digits, as bigint does', () => {
    const digits = fc.bigInt({ min: 0n, max: 10n ** 25n - 1n });
    fc.assert(
      fc.property(digits, digits, (left, right) => {
        const order = left < right ? -1 : left > right ? 1 : 0;
        expect(Math.sign(compareLsn(lsn(left), lsn(right)))).toBe(order);
      }),
    );
  });

  it.each(['', '1.5', '-1', 'abc', '1'.repeat(26)])('refuses "%s"', (text) => {
    expect(() => lsn(text)).toThrow(RangeError);
  });
});
