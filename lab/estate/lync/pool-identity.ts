/** The forms of a pool's identity that documents use for one and the same pool. */
import { sameName } from './central-store';
import { storeRefuses } from './cmdlet-error';
import type { Pool } from '../pool';

/** The form that Get- cmdlets print. */
export const poolIdentity = (pool: Pool): string => `PersistentChatServer:${pool.fqdn}`;

const formsOf = (pool: Pool): string[] => [
  poolIdentity(pool),
  `service:${pool.fqdn}`,
  `service:PersistentChatServer:${pool.fqdn}`,
];

export function meansPool(pool: Pool, identity: string, further: readonly string[] = []): boolean {
  return [...formsOf(pool), ...further].some((form) => sameName(form, identity));
}

/** @throws CmdletError when the identity names no pool. */
export function requirePool(pool: Pool, identity: string | undefined, further: readonly string[] = []): void {
  if (identity === undefined || meansPool(pool, identity, further)) return;
  throw storeRefuses('ItemNotFound', `Cannot find "${identity}" because it does not exist.`, identity);
}

/** @throws CmdletError when there is no such pool. */
export function requirePoolFqdn(pool: Pool, fqdn: string | undefined): void {
  if (fqdn === undefined || sameName(fqdn, pool.fqdn)) return;
  throw storeRefuses('ItemNotFound', `Cannot find pool "${fqdn}" because it does not exist.`, fqdn);
}

/** PowerShell's `*` and `?` wildcards, over the whole text and in any case. */
export function matchesWildcard(text: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i').test(text);
}
