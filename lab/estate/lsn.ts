/**
 * Log sequence numbers as RESTORE HEADERONLY and msdb show them: `numeric(25,0)`, here in decimal digits without leading
 * zeros. The estate has its own: a judge does not borrow the ruler of whom it judges.
 */
export type Lsn = string & { readonly __estateLsn: true };

/** @throws RangeError when the number does not fit into 25 digits. */
export function lsn(value: string | bigint): Lsn {
  const number = BigInt(value);
  if (number < 0n || number >= 10n ** 25n) throw new RangeError(`${String(value)} is not a log sequence number`);
  return String(number) as Lsn;
}

/** Negative, zero or positive: whether `left` comes before, is or comes after `right` in the log. */
export function compareLsn(left: Lsn, right: Lsn): number {
  const distance = BigInt(left) - BigInt(right);
  return distance < 0n ? -1 : Number(distance > 0n);
}
