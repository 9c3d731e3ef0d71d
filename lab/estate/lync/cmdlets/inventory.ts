/** Get-CsService, Get-CsPool, Get-CsComputer (reference B.4). */
import { sameName } from '../central-store';
import { storeRefuses } from '../cmdlet-error';
import { poolsOf, servicesOf, siteName } from '../inventory';
import { matchesWildcard } from '../pool-identity';
import type { Cmdlet, CmdletCall } from '../cmdlet';

/** One parameter set each; none is mandatory. */
const roles = [
  'ApplicationDatabase',
  'ApplicationServer',
  'ArchivingDatabase',
  'ArchivingServer',
  'BackupServer',
  'CentralManagement',
  'CentralManagementDatabase',
  'ConferencingServer',
  'Director',
  'EdgeServer',
  'FileStore',
  'LegalInterceptServer',
  'ManagementServer',
  'MediationServer',
  'MonitoringDatabase',
  'MonitoringServer',
  'PersistentChatComplianceDatabase',
  'PersistentChatDatabase',
  'PersistentChatServer',
  'ProvisionDatabase',
  'ProvisionServer',
  'PstnGateway',
  'Registrar',
  'TrustedApplicationPool',
  'UserDatabase',
  'UserServer',
  'VideoGateway',
  'VideoInteropServer',
  'WacServer',
  'WebServer',
] as const;

interface Identified {
  readonly Identity: string;
}

/** -Identity is exact and must exist; -Filter takes wildcards and may find nothing. */
function select<T extends Identified>(items: readonly T[], { bound }: CmdletCall, what: string): readonly T[] {
  const identity = bound.text('Identity');
  if (identity === undefined)
    return items.filter(({ Identity }) => matchesWildcard(Identity, bound.text('Filter') ?? '*'));
  const found = items.filter(({ Identity }) => sameName(Identity, identity));
  if (found.length === 0)
    throw storeRefuses('ItemNotFound', `Cannot find ${what} "${identity}" because it does not exist.`, identity);
  return found;
}

const filterSets = (further: string): Record<string, string> => ({
  Identity: `[[-Identity] <XdsGlobalRelativeIdentity>] ${further}`,
  Filter: `[-Filter <String>] ${further}`,
});

const getService: Cmdlet = {
  name: 'Get-CsService',
  type: 'Microsoft.Rtc.Management.Xds.GetServiceCmdlet',
  readsStore: true,
  defaultSet: 'Identity',
  aliases: { ConferenceServer: 'ConferencingServer' },
  sets: {
    ...filterSets('[-PoolFqdn <String>]'),
    ...Object.fromEntries(roles.map((role) => [role, `-${role} [-PoolFqdn <String>]`])),
  },
  run(call) {
    const { bound, estate, store, write } = call;
    const poolFqdn = bound.text('PoolFqdn');
    const role = roles.find((name) => bound.flag(name));
    const services = select(servicesOf(estate.pool, store.current), call, 'service');
    write(
      ...services.filter(
        ({ Role, PoolFqdn }) =>
          (role === undefined || Role === role) && (poolFqdn === undefined || sameName(PoolFqdn, poolFqdn)),
      ),
    );
  },
};

const getPool: Cmdlet = {
  name: 'Get-CsPool',
  type: 'Microsoft.Rtc.Management.Xds.GetPoolCmdlet',
  readsStore: true,
  defaultSet: 'Identity',
  sets: filterSets('[-Site <String>]'),
  run(call) {
    const site = call.bound.text('Site')?.replace(/^site:/i, '');
    if (site !== undefined && !sameName(site, siteName)) return;
    call.write(...select(poolsOf(call.estate.pool, call.store.current), call, 'pool'));
  },
};

const getComputer: Cmdlet = {
  name: 'Get-CsComputer',
  type: 'Microsoft.Rtc.Management.Xds.GetComputerCmdlet',
  readsStore: true,
  defaultSet: 'Identity',
  sets: filterSets('[-Pool <String>] [-Local]'),
  run(call) {
    const { bound, estate, store, host, write } = call;
    const pool = bound.text('Pool');
    const computers = poolsOf(estate.pool, store.current)
      .filter(({ Fqdn }) => pool === undefined || sameName(Fqdn, pool))
      .flatMap(({ Fqdn, Computers }) =>
        Computers.map((computer) => ({ Identity: computer, Pool: Fqdn, Fqdn: computer })),
      );
    const wanted = bound.flag('Local') ? computers.filter(({ Fqdn }) => sameName(Fqdn, host.host)) : computers;
    write(...select(wanted, call, 'computer'));
  },
};

export const inventoryCmdlets = [getService, getPool, getComputer];
