/** The activities of a SQL Server host, from its tools. */
import { attempt } from '../attempt';
import { poolOf, storeAt } from '../scope';
import type { SqlActivities } from '../signatures';
import { applyLogBackups, copyLogBackups } from './apply-chain';
import { bringOnline } from './bring-online';
import { confirmCarriedOver } from './carried-over';
import { backUpDatabase, removeBackup, restoreDatabase } from './full-copy';
import { headerMemory } from './headers';
import { readChainFacts } from './log-chain';
import { configureLogShippingPrimary, runLogBackup } from './log-shipping-primary';
import {
  configureLogShippingSecondary,
  recordLogShipping,
  removeLogShipping,
  restoreLogShipping,
  runCopyAndRestore,
} from './log-shipping-secondary';
import { removeMirroring } from './mirroring';
import { observeStores } from './observe-stores';
import { resumeLogBackups } from './resume-log-backups';
import { confirmFence, waitForNoSessions } from './sessions';
import { bringPrincipalBack, removeTailCopy, takeTailLog } from './tail-log';
import type { SqlTools } from './tools';
import { undoRestore } from './undo-restore';
import { verifyService } from './verify-service';

export function createSqlActivities(given: Omit<SqlTools, 'headers'>): SqlActivities {
  const tools: SqlTools = { ...given, headers: headerMemory() };
  const pool = (scope: Parameters<typeof poolOf>[1]) => poolOf(tools.topology, scope);
  return {
    observeStores: ({ scope, copies }) => attempt(() => observeStores(tools, pool(scope), copies)),
    readLogChain: ({ scope }) =>
      attempt(({ signal, beat }) => readChainFacts(tools, pool(scope), { signal, beat: (says) => beat({ says }) })),
    reachShare: ({ scope }) =>
      attempt(async () => {
        await tools.share.list(pool(scope).logShipping.share);
      }),
    countComplianceRows: ({ scope, role }) =>
      attempt(
        async () =>
          (await tools.sql.query(storeAt(pool(scope), role, 'mgccomp'), 'compliance-rows', { database: 'mgccomp' }))[0]
            ?.rows,
      ),
    recordLogShipping: ({ scope }) => attempt(() => recordLogShipping(tools, pool(scope))),
    waitForNoSessions: ({ scope, roles }) => attempt((watch) => waitForNoSessions(tools, pool(scope), roles, watch)),
    confirmFence: ({ scope }) => attempt(() => confirmFence(tools, pool(scope))),
    takeTailLog: ({ scope, principal }) => attempt((watch) => takeTailLog(tools, pool(scope), scope, principal, watch)),
    bringPrincipalBack: ({ scope, principal }) =>
      attempt(() => bringPrincipalBack(tools, pool(scope), scope, principal)),
    resumeLogBackups: ({ scope, role }) => attempt((watch) => resumeLogBackups(tools, pool(scope), scope, role, watch)),
    removeTailCopy: ({ scope }) => attempt(() => removeTailCopy(tools, pool(scope), scope)),
    removeLogShipping: ({ scope }) => attempt((watch) => removeLogShipping(tools, pool(scope), watch)),
    restoreLogShipping: ({ scope, record }) => attempt(() => restoreLogShipping(tools, pool(scope), record)),
    copyLogBackups: ({ scope, ...what }) => attempt((watch) => copyLogBackups(tools, pool(scope), what, watch)),
    applyLogBackups: ({ scope, ...promised }) =>
      attempt((watch) => applyLogBackups(tools, pool(scope), promised, watch)),
    bringOnline: ({ scope, ...promised }) => attempt((watch) => bringOnline(tools, pool(scope), promised, watch)),
    removeMirroring: ({ scope, copies, dropMirrorCopies }) =>
      attempt(() => removeMirroring(tools, pool(scope), copies, dropMirrorCopies)),
    backUpDatabase: ({ scope, ...what }) => attempt((watch) => backUpDatabase(tools, pool(scope), scope, what, watch)),
    removeBackup: ({ scope, purpose }) => attempt(() => removeBackup(tools, pool(scope), scope, purpose)),
    restoreDatabase: ({ scope, ...what }) =>
      attempt((watch) => restoreDatabase(tools, pool(scope), scope, what, watch)),
    confirmCarriedOver: ({ scope }) => attempt(() => confirmCarriedOver(tools, pool(scope), scope, { mayAbort: true })),
    undoRestore: ({ scope, ...what }) => attempt((watch) => undoRestore(tools, pool(scope), scope, what, watch)),
    configureLogShippingPrimary: ({ scope }) =>
      attempt((watch) => configureLogShippingPrimary(tools, pool(scope), scope, watch)),
    configureLogShippingSecondary: ({ scope }) =>
      attempt((watch) => configureLogShippingSecondary(tools, pool(scope), scope, watch)),
    runLogBackup: ({ scope }) => attempt((watch) => runLogBackup(tools, pool(scope), scope, watch)),
    runCopyAndRestore: ({ scope, file }) => attempt((watch) => runCopyAndRestore(tools, pool(scope), file, watch)),
    verifyService: ({ scope, side }) => attempt((watch) => verifyService(tools, pool(scope), side, watch)),
  };
}
