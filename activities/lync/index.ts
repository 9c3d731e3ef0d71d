/** The activities of a host with the management shell, from its tools. */
import { attempt } from '../attempt';
import { poolOf } from '../scope';
import type { LyncActivities } from '../signatures';
import { confirmNobodyActive, setActiveServers, setPoolState } from './chat-pool';
import { installMirrors } from './mirror';
import { observeLync } from './observe-lync';
import type { LyncTools } from './tools';

export function createLyncActivities(tools: LyncTools): LyncActivities {
  const pool = (scope: Parameters<typeof poolOf>[1]) => poolOf(tools.topology, scope);
  return {
    observeLync: ({ scope }) => attempt(({ signal }) => observeLync(tools, pool(scope), signal)),
    confirmNobodyActive: ({ scope }) => attempt(({ signal }) => confirmNobodyActive(tools, pool(scope), signal)),
    setActiveServers: ({ scope, ...wanted }) => attempt((watch) => setActiveServers(tools, pool(scope), wanted, watch)),
    setPoolState: ({ scope, ...wanted }) => attempt((watch) => setPoolState(tools, pool(scope), wanted, watch)),
    installMirror: ({ scope, ...wanted }) => attempt((watch) => installMirrors(tools, pool(scope), wanted, watch)),
  };
}
