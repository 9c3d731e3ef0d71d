/** What of a topology a run must find again on every worker: which servers, stores and folders it means, not how long it waits. */
import { createHash } from 'node:crypto';
import { instanceName, type Pool, type Store } from '../domain/topology/pool';

type Stores = Pool['mgc'];

/** Each part by the name that a person has for it, as text. */
const parts = ({ fqdn, primaryDataCentre, secondaryDataCentre, mgc, mgccomp, logShipping, mirroringShare }: Pool) => ({
  pool: fqdn,
  'primary data centre': serversOf(primaryDataCentre),
  'secondary data centre': serversOf(secondaryDataCentre),
  'stores of mgc': storesOf(mgc),
  'stores of mgccomp': mgccomp === undefined ? 'none' : storesOf(mgccomp),
  'log-shipping share': logShipping.share,
  'local path of the share': logShipping.localPath ?? 'none',
  'copy folder': logShipping.copyFolder,
  'mirroring share': mirroringShare ?? 'none',
});

const serversOf = ({ name, chatServers, activeServers }: Pool['primaryDataCentre']): string =>
  `${name} with ${chatServers.join(', ')}${activeServers === undefined ? '' : `, to activate ${activeServers.join(', ')}`}`;

const storesOf = (stores: Stores): string =>
  Object.entries(stores)
    .flatMap(([role, store]: [string, Store | undefined]) =>
      store === undefined ? [] : `${role} ${instanceName(store)}${foldersOf(store)}`,
    )
    .join(', ');

const foldersOf = ({ dataFolder, logFolder }: Store): string =>
  [dataFolder, logFolder].some((folder) => folder !== undefined)
    ? ` (files in ${dataFolder ?? 'the usual folder'} and ${logFolder ?? 'the usual folder'})`
    : '';

const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

/** A short digest of each part, in their order: small, because it stands in the history once per activity. */
export const fingerprintOf = (pool: Pool): string =>
  Object.values(parts(pool))
    .map((text) => digest(text, 5))
    .join('-');

/** Of a run that a former release began: of the whole file, timing included. */
const formerFingerprintOf = (pool: Pool): string => digest(JSON.stringify(pool), 12);

/** What this file says otherwise than the one of the fingerprint, a part each with what it is here; empty when it is the same. */
export function differencesFrom(fingerprint: string, pool: Pool): string[] {
  const former = fingerprint.split('-');
  if (former.length === 1) return fingerprint === formerFingerprintOf(pool) ? [] : ['the file as a whole'];
  return Object.entries(parts(pool)).flatMap(([name, text], index) =>
    former[index] === digest(text, 5) ? [] : [`${name} (here: ${text})`],
  );
}
