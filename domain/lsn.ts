/** Log sequence numbers: `numeric(25,0)` in SQL Server, decimal text here, because a JavaScript number cannot hold one. */

export type Lsn = string & { readonly __lsn: true };

/** @throws RangeError when the text is not a number of at most 25 digits. */
export function lsn(text: string | bigint): Lsn {
  const digits = String(text);
  if (!/^\d{1,25}$/.test(digits)) throw new RangeError(`"${digits}" is not a log sequence number (at most 25 digits)`);
  return digits.replace(/^0+(?=\d)/, '') as Lsn;
}

/** Negative, zero or positive, as `Array.sort` wants it. */
export function compareLsn(left: Lsn, right: Lsn): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}
