/** Fails a Persistent Chat pool over to its secondary data centre ("Failing over Persistent Chat Server", 7 steps). */
import { principalSeen } from '../domain/observation';
import { parseFailoverRequest } from '../domain/run/request';
import { catalogue } from '../domain/steps';
import { activeServersOf, type DataCentreSide } from '../domain/topology/pool';
import type { LogShippingRecord } from '../domain/log-shipping-record';
import type { Promised } from '../activities/signatures';
import type { Report } from '../domain/run/report';
import { noteCompliance } from './compliance';
import { open } from './opening';
import { nothing, refuse } from './procedure';

const steps = catalogue.failover;

/** Input: `{ "pool": "chat.contoso.com", "order"?: "service-first" | "as-documented", "approve"?, "acceptDataLoss"? }`. */
export async function failover(input: unknown): Promise<Report> {
  const parsed = parseFailoverRequest(input);
  if ('problems' in parsed) throw refuse('InvalidInput', parsed.problems);
  const { request } = parsed;

  return open({ name: 'failover', ...request }, async ({ procedure, pool, hosts: { sql, shell }, scope, seen }) => {
    const { activeServers, poolState } = seen.lync!;
    const principal = principalSeen(seen)?.role;
    const wasMirrored = (principalSeen(seen)?.copy?.mirroringRole ?? null) !== null;
    // A data centre that is lost will not report that it has heard of anything.
    const replicaSides: DataCentreSide[] = seen.workers.primary ? ['primary', 'secondary'] : ['secondary'];
    let record: LogShippingRecord = {};
    /** What must survive: the chain that the plan found, or the tail once it is taken. */
    let upTo: string = seen.chain!.endsAt;
    const promised = (): Promised => ({
      upTo,
      ...(seen.chain?.familyGuid === undefined ? {} : { familyGuid: seen.chain.familyGuid }),
    });
    const beside: DataCentreSide = seen.workers.primary ? 'primary' : 'secondary';

    await procedure.step(
      'recordLogShipping',
      async () => {
        record = await sql(steps.recordLogShipping).recordLogShipping({ scope });
        return `pool state ${poolState}, active: ${activeServers.join(', ') || 'none'}`;
      },
      nothing,
    );

    await procedure.step(
      'clearActiveServers',
      async () => {
        await shell(steps.clearActiveServers).setActiveServers({ scope, servers: [], replicaSides });
        await sql(steps.clearActiveServers, beside).waitForNoSessions({ scope, roles: ['primary', 'mirror'] });
        return principal === undefined ? 'the primary store cannot be asked for sessions' : 'no session is left on mgc';
      },
      () =>
        shell(steps.clearActiveServers).setActiveServers({
          scope,
          servers: activeServers,
          servingIn: poolState,
          replicaSides,
        }),
    );

    if (principal !== undefined) {
      await procedure.step(
        'takeTailLog',
        async () => {
          upTo = (await sql(steps.takeTailLog, beside).takeTailLog({ scope, principal })).lastLsn;
          return `sealed at LSN ${upTo}`;
        },
        async () => {
          await sql(steps.takeTailLog, beside).bringPrincipalBack({ scope, principal });
          if (wasMirrored) await shell(steps.takeTailLog).installMirror({ scope, side: 'primary', databases: ['mgc'] });
          await sql(steps.takeTailLog, beside).resumeLogBackups({ scope, role: principal });
        },
      );
    }

    await procedure.step(
      'removeLogShipping',
      async () => {
        await sql(steps.removeLogShipping).removeLogShipping({ scope });
        return undefined;
      },
      () => sql(steps.removeLogShipping).restoreLogShipping({ scope, record }),
    );

    await procedure.step(
      'copyLogBackups',
      async () => {
        const shareReachable = seen.chain?.shareReachable ?? false;
        const { copied } = await sql(steps.copyLogBackups).copyLogBackups({ scope, shareReachable, ...promised() });
        return shareReachable
          ? `${String(copied)} copied`
          : 'the share cannot be reached: only what was copied before counts';
      },
      () => sql(steps.copyLogBackups).removeTailCopy({ scope }),
    );

    await procedure.step(
      'applyLogBackups',
      async () => {
        const { applied, endsAt, endsAtTime } = await sql(steps.applyLogBackups).applyLogBackups({
          scope,
          ...promised(),
        });
        // Fence, then read, then promote: whoever came back meanwhile must not be a second writer.
        await sql(steps.applyLogBackups).confirmFence({ scope });
        await shell(steps.applyLogBackups).confirmNobodyActive({ scope });
        return `${String(applied)} applied, up to LSN ${endsAt}${endsAtTime === null ? '' : ` (${endsAtTime})`}`;
      },
      nothing,
    );

    procedure.pointOfNoReturn();
    await procedure.stepForward('bringOnline', async () => {
      const { newestMessageAt, orphanedUsers } = await sql(steps.bringOnline).bringOnline({ scope, ...promised() });
      if (newestMessageAt !== null) procedure.facts.newestMessageAt = newestMessageAt;
      if (orphanedUsers.length > 0)
        procedure.notes.push(`These users of mgc have no login on the backup store: ${orphanedUsers.join(', ')}.`);
      return newestMessageAt === null ? undefined : `newest message ${newestMessageAt}`;
    });

    await procedure.stepForward('failPoolOver', async () => {
      await shell(steps.failPoolOver).setPoolState({ scope, state: 'FailedOver', replicaSides });
      return undefined;
    });

    const mirrorBackup = async (): Promise<void> => {
      if (pool.mgc.backupMirror === undefined) return;
      const databases = pool.mgccomp?.backupMirror === undefined ? (['mgc'] as const) : (['mgc', 'mgccomp'] as const);
      await procedure.stepForward('mirrorBackup', async () => {
        await shell(steps.mirrorBackup).installMirror({ scope, side: 'secondary', databases });
        return `${databases.join(' and ')} mirrored`;
      });
    };
    const activateServers = (): Promise<void> =>
      procedure.stepForward('activateServers', async () => {
        const servers = activeServersOf(pool, 'secondary');
        await shell(steps.activateServers).setActiveServers({ scope, servers, servingIn: 'FailedOver', replicaSides });
        return servers.join(', ');
      });
    const verifyService = (): Promise<void> =>
      procedure.stepForward('verifyService', async () => {
        const { chatServers } = await sql(steps.verifyService).verifyService({ scope, side: 'secondary' });
        procedure.serves('secondary', pool);
        return `${chatServers.join(', ')} at work on the backup mgc`;
      });

    if (request.order === 'service-first') {
      await activateServers();
      await verifyService();
      await mirrorBackup();
    } else {
      await mirrorBackup();
      await activateServers();
      await verifyService();
    }
    await noteCompliance(procedure, pool, seen);
  });
}
