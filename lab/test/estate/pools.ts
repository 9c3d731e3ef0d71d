/** The pools that the estate's own tests stand on, in the estate's own words. */
import type { LogShipping, Pool, Store } from '../../estate/pool';

const store = (server: string, instance?: string): Store => ({
  server: `${server}.contoso.com`,
  port: 1433,
  ...(instance !== undefined && { instance }),
});

const shipping: Omit<LogShipping, 'share' | 'copyFolder'> = {
  shareIn: 'secondary',
  backupEvery: 15,
  copyEvery: 15,
  restoreEvery: 15,
  keepBackupsFor: 4320,
  keepCopiesFor: 4320,
  alertWithoutBackupAfter: 60,
  alertWithoutRestoreAfter: 45,
  keepHistoryFor: 5760,
  compression: 'server-default',
};

/** One chat server in each data centre, and a witness on a server whose name says so. */
export const smallPool: Pool = {
  fqdn: 'chat.contoso.com',
  primaryDataCentre: { name: 'north', chatServers: ['chat1.contoso.com'] },
  secondaryDataCentre: { name: 'south', chatServers: ['chat2.contoso.com'] },
  mgc: {
    primary: store('sql1', 'CHAT'),
    mirror: store('sql2', 'CHAT'),
    witness: store('sqlw'),
    backup: store('sql3', 'CHAT'),
    backupMirror: store('sql4', 'CHAT'),
  },
  logShipping: { ...shipping, share: '\\\\fs\\ls\\mgc', copyFolder: 'E:\\LS\\mgc' },
  mirroringShare: '\\\\fs\\mirroring',
};

/** Two chat servers in each data centre, so that lists of them can be changed. */
export const chatPool: Pool = {
  fqdn: 'chat.contoso.com',
  primaryDataCentre: { name: 'north', chatServers: ['chat1.contoso.com', 'chat2.contoso.com'] },
  secondaryDataCentre: { name: 'south', chatServers: ['chat3.contoso.com', 'chat4.contoso.com'] },
  mgc: {
    primary: store('sql1', 'CHAT'),
    mirror: store('sql2', 'CHAT'),
    witness: store('sql3'),
    backup: store('sql4', 'CHAT'),
    backupMirror: store('sql5', 'CHAT'),
  },
  logShipping: { ...shipping, share: '\\\\files\\logs', copyFolder: 'D:\\copies' },
  mirroringShare: '\\\\files\\mirroring',
};
