/** Replication of the central store: its status, and a forced full one (reference B.5, A.12). */
import { storeRefuses } from '../cmdlet-error';
import { domainOf, frontEndOf } from '../inventory';
import type { Cmdlet } from '../cmdlet';

const productVersion = '5.0.8308.0';

const status: Cmdlet = {
  name: 'Get-CsManagementStoreReplicationStatus',
  type: 'Microsoft.Rtc.Management.Xds.GetReplicationStatusCmdlet',
  sets: { Default: '[[-ReplicaFqdn] <String>] [-CentralManagementStoreStatus]' },
  run({ bound, estate, replication, write }) {
    if (bound.flag('CentralManagementStoreStatus')) {
      const frontEnd = frontEndOf(estate.pool);
      const heartbeat = estate.clock.now().toISOString();
      write({
        ActiveMasterFqdn: frontEnd,
        ActiveMasterLastHeartbeat: heartbeat,
        ActiveFileTransferAgents: [frontEnd],
        ActiveFileTransferAgentsLastHeartbeat: heartbeat,
        ActiveReplicas: replication.status().map(({ fqdn }) => fqdn),
        DeletedReplicas: [],
      });
      return;
    }
    const fqdn = bound.text('ReplicaFqdn');
    const found = replication.status(fqdn);
    if (fqdn !== undefined && found.length === 0) {
      throw storeRefuses('ItemNotFound', `Cannot find replica "${fqdn}" in domain "${domainOf(estate.pool)}".`, fqdn);
    }
    for (const replica of found) {
      write({
        UpToDate: replica.upToDate,
        ReplicaFqdn: replica.fqdn,
        LastStatusReport: replica.lastStatusReport.toISOString(),
        LastUpdateCreation: replica.lastUpdateCreation.toISOString(),
        ProductVersion: productVersion,
      });
    }
  },
};

const invoke: Cmdlet = {
  name: 'Invoke-CsManagementStoreReplication',
  type: 'Microsoft.Rtc.Management.Xds.InvokeReplicationCmdlet',
  readsStore: true,
  changes: true,
  sets: { Default: '[[-ReplicaFqdn] <String>] [-Force]' },
  run({ bound, replication, options }) {
    const fqdn = bound.text('ReplicaFqdn');
    if (fqdn !== undefined && replication.status(fqdn).length === 0) {
      throw storeRefuses('ItemNotFound', `Cannot find replica "${fqdn}".`, fqdn);
    }
    void replication.replicate(options.forcedReplicationSeconds, fqdn);
  },
};

export const replicationCmdlets = [status, invoke];
