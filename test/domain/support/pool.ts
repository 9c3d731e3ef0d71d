import type { Pool } from '../../../domain/topology/pool';
/** A pool with every optional part, or without the parts that a test names. */
import { poolSchema } from '../../../domain/topology/schema';

const instance = (host: string) => ({ server: `${host}.contoso.com`, instance: 'CHAT' });

const stores = {
  primary: instance('sql1'),
  mirror: instance('sql2'),
  backup: instance('sql3'),
  backupMirror: instance('sql4'),
};

const full = {
  fqdn: 'chat.contoso.com',
  primaryDataCentre: { name: 'chicago', chatServers: ['chat1.contoso.com', 'chat2.contoso.com'] },
  secondaryDataCentre: { name: 'dallas', chatServers: ['chat3.contoso.com', 'chat4.contoso.com'] },
  mgc: stores,
  mgccomp: stores,
  logShipping: {
    share: '\\\\fs1.contoso.com\\pchat-logs',
    shareIn: 'elsewhere',
    copyFolder: 'D:\\pchat-copies',
    backupEvery: 5,
    copyEvery: 5,
    restoreEvery: 5,
  },
  mirroringShare: '\\\\fs1.contoso.com\\pchat-mirroring',
};

/** The pool as the topology file would give it; `changes` replace whole parts of the file. */
export const aPool = (changes: object = {}): Pool => poolSchema.parse({ ...full, ...changes });

/** Two stores and no compliance: the least that can be failed over. */
export const smallPool = (): Pool =>
  poolSchema.parse({
    ...full,
    mgc: { primary: stores.primary, backup: stores.backup },
    mgccomp: undefined,
    mirroringShare: undefined,
  });
