/** Get-/Set-CsPersistentChatState and Set-CsPersistentChatActiveServer (reference B.1, B.8). */
import { chatServersOf, sameName } from '../central-store';
import { whatIfAndConfirm } from '../cmdlet';
import { applyListModifier } from '../list-modifier';
import { matchesWildcard, poolIdentity, requirePool } from '../pool-identity';
import type { PoolState } from '../central-store';
import type { Cmdlet } from '../cmdlet';
import type { ListModifier } from '../list-modifier';

const namespace = 'Microsoft.Rtc.Management.Internal';

const getState: Cmdlet = {
  name: 'Get-CsPersistentChatState',
  type: `${namespace}.GetPersistentChatStateCmdlet`,
  readsStore: true,
  defaultSet: 'Identity',
  sets: { Identity: '[[-Identity] <XdsIdentity>] [-LocalStore]', Filter: '[-Filter <String>] [-LocalStore]' },
  run({ bound, estate, store, replication, host, write }) {
    const identity = poolIdentity(estate.pool);
    requirePool(estate.pool, bound.text('Identity'));
    if (!matchesWildcard(identity, bound.text('Filter') ?? '*')) return;
    const { poolState } = bound.flag('LocalStore') ? replication.localCopy(host.host) : store.current;
    write({ Identity: identity, PoolState: poolState });
  },
};

const setState: Cmdlet = {
  name: 'Set-CsPersistentChatState',
  type: `${namespace}.SetPersistentChatStateCmdlet`,
  readsStore: true,
  shouldProcess: true,
  defaultSet: 'Identity',
  sets: {
    Identity: `[[-Identity] <XdsIdentity>] [-PoolState <PoolState>] [-Force]${whatIfAndConfirm}`,
    Instance: `[-Instance <PSObject>] [-PoolState <PoolState>] [-Force]${whatIfAndConfirm}`,
  },
  // Only writes configuration: a pool without a usable backup database fails later, at the chat service.
  run({ bound, estate, store, changed }) {
    requirePool(estate.pool, bound.text('Identity'));
    // Documented default: leaving -PoolState out fails the pool back.
    const state = (bound.text('PoolState') ?? 'Normal') as PoolState;
    if (store.setPoolState(state)) changed();
  },
};

const setActiveServer: Cmdlet = {
  name: 'Set-CsPersistentChatActiveServer',
  type: `${namespace}.SetPersistentChatActiveServerCmdlet`,
  readsStore: true,
  shouldProcess: true,
  allowNull: ['ActiveServers'],
  sets: {
    Explicit: `[[-Identity] <XdsGlobalRelativeIdentity>] -ActiveServers <PSListModifier[Fqdn]> [-Force]${whatIfAndConfirm}`,
    Swap: `[[-Identity] <XdsGlobalRelativeIdentity>] -Swap [-Force]${whatIfAndConfirm}`,
  },
  run({ bound, estate, store, changed }) {
    requirePool(estate.pool, bound.text('Identity'), ['global', 'PChatServerCollection']);
    const { activeServers } = store.current;
    const wanted =
      bound.set === 'Swap'
        ? chatServersOf(estate.pool).filter((server) => !activeServers.some((active) => sameName(active, server)))
        : applyListModifier(activeServers, bound.value('ActiveServers') as ListModifier);
    if (store.setActiveServers(wanted)) changed();
  },
};

export const poolStateCmdlets = [getState, setState, setActiveServer];
