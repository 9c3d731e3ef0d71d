/** Fails a pool back to its primary data centre, offline ("Failing back Persistent Chat Server", 6 steps and the state). */
import { storeSeen } from '../domain/observation';
import { parseFailbackRequest } from '../domain/run/request';
import { catalogue } from '../domain/steps';
import { activeServersOf, type DataCentreSide, type StoreRole } from '../domain/topology/pool';
import type { CopyAt, DatabaseName } from '../activities/signatures';
import type { Report } from '../domain/run/report';
import { noteCompliance } from './compliance';
import { open } from './opening';
import { refuse } from './procedure';

const steps = catalogue.failback;
const everywhere: DataCentreSide[] = ['primary', 'secondary'];

/** Input: `{ "pool": "chat.contoso.com", "method"?: "as-documented", "approve"? }`. */
export async function failback(input: unknown): Promise<Report> {
  const parsed = parseFailbackRequest(input);
  if ('problems' in parsed) throw refuse('InvalidInput', parsed.problems);
  const { request } = parsed;

  return open(
    { name: 'failback', pool: request.pool, order: request.method, approve: request.approve },
    async ({ procedure, pool, hosts: { sql, shell }, scope, seen }) => {
      const { activeServers, poolState } = seen.lync!;
      const mirroredWith = (role: StoreRole): DatabaseName[] =>
        (['mgc', 'mgccomp'] as const).filter((database) => pool[database]?.[role] !== undefined);
      const copiesOn = (role: StoreRole): CopyAt[] => mirroredWith(role).map((database) => ({ database, role }));
      const isMirrored = (role: StoreRole, database: DatabaseName): boolean =>
        (storeSeen(seen, role, database)?.copy?.mirroringRole ?? null) !== null;
      const stood = storeSeen(seen, 'primary')?.copy?.state;
      const before = stood === undefined ? 'nothing' : stood === 'ONLINE' ? 'online' : 'out of use';

      /** The last act of the last step that can be undone. */
      const confirmCarriedOver = (): Promise<void> =>
        sql(steps.restoreOnPrimary, 'secondary').confirmCarriedOver({ scope });

      // 1
      await procedure.step(
        'clearActiveServers',
        async () => {
          await shell(steps.clearActiveServers).setActiveServers({ scope, servers: [], replicaSides: everywhere });
          await sql(steps.clearActiveServers, 'secondary').waitForNoSessions({
            scope,
            roles: ['backup', 'backupMirror'],
          });
          return 'no session is left on mgc';
        },
        () =>
          shell(steps.clearActiveServers).setActiveServers({
            scope,
            servers: activeServers,
            servingIn: poolState,
            replicaSides: everywhere,
          }),
      );
      await noteCompliance(procedure, pool, seen, () =>
        sql(steps.clearActiveServers, 'secondary').countComplianceRows({ scope, role: 'backup' }),
      );

      // 2
      if (pool.mgc.backupMirror !== undefined) {
        await procedure.step(
          'removeMirroring',
          async () => {
            await sql(steps.removeMirroring).removeMirroring({ scope, copies: copiesOn('backup') });
            return mirroredWith('backupMirror').join(' and ');
          },
          () =>
            shell(steps.removeMirroring).installMirror({
              scope,
              side: 'secondary',
              databases: mirroredWith('backupMirror').filter((database) => isMirrored('backup', database)),
            }),
        );
      }

      // 3
      await procedure.step(
        'backUpDatabase',
        async () => {
          const { file, lastLsn } = await sql(steps.backUpDatabase).backUpDatabase({
            scope,
            role: 'backup',
            purpose: 'failback',
          });
          return `${file}, up to LSN ${lastLsn}`;
        },
        () => sql(steps.backUpDatabase).removeBackup({ scope, purpose: 'failback' }),
      );

      // 4
      await procedure.step(
        'restoreOnPrimary',
        async () => {
          if (before === 'online')
            await sql(steps.restoreOnPrimary).backUpDatabase({ scope, role: 'primary', purpose: 'replaced' });
          const { lastLsn } = await sql(steps.restoreOnPrimary).restoreDatabase({
            scope,
            role: 'primary',
            purpose: 'failback',
            recovery: true,
          });
          if (pool.mgc.mirror === undefined) await confirmCarriedOver();
          return `up to LSN ${lastLsn}${before === 'online' ? '; the copy that stood there is kept as a backup on the share' : ''}`;
        },
        () => sql(steps.restoreOnPrimary).undoRestore({ scope, role: 'primary', before }),
      );

      // The page forgets the mirror. It comes before log shipping, because seeding it takes a log backup of its own.
      if (pool.mgc.mirror !== undefined) {
        const toMirror = mirroredWith('mirror').filter((database) => !isMirrored('primary', database));
        const onMirror = (database: DatabaseName): boolean => storeSeen(seen, 'mirror', database)?.copy !== undefined;
        await procedure.step(
          'mirrorPrimary',
          async () => {
            await shell(steps.mirrorPrimary).installMirror({
              scope,
              side: 'primary',
              databases: mirroredWith('mirror'),
            });
            await confirmCarriedOver();
            return `${mirroredWith('mirror').join(' and ')} mirrored`;
          },
          () =>
            sql(steps.mirrorPrimary, 'primary').removeMirroring({
              scope,
              copies: toMirror.map((database) => ({ database, role: 'primary' })),
              dropMirrorCopies: toMirror
                .filter((database) => !onMirror(database))
                .map((database) => ({ database, role: 'mirror' })),
            }),
        );
      }

      // 5: the backup copy is overwritten to become the log-shipping secondary.
      procedure.pointOfNoReturn();
      await procedure.stepForward('configureLogShipping', async () => {
        await sql(steps.configureLogShipping).configureLogShippingPrimary({ scope });
        await sql(steps.configureLogShipping).backUpDatabase({ scope, role: 'primary', purpose: 'initialise' });
        await sql(steps.configureLogShipping, 'secondary').restoreDatabase({
          scope,
          role: 'backup',
          purpose: 'initialise',
          recovery: false,
        });
        await sql(steps.configureLogShipping, 'secondary').configureLogShippingSecondary({ scope });
        const { file } = await sql(steps.configureLogShipping).runLogBackup({ scope });
        await sql(steps.configureLogShipping, 'secondary').runCopyAndRestore({ scope, file });
        return `first log backup ${file} taken, copied and restored`;
      });

      // 7 before 6
      await procedure.stepForward('setPoolStateNormal', async () => {
        await shell(steps.setPoolStateNormal).setPoolState({ scope, state: 'Normal', replicaSides: everywhere });
        return undefined;
      });

      // 6
      await procedure.stepForward('activateServers', async () => {
        const servers = activeServersOf(pool, 'primary');
        await shell(steps.activateServers).setActiveServers({
          scope,
          servers,
          servingIn: 'Normal',
          replicaSides: everywhere,
        });
        return servers.join(', ');
      });

      await procedure.stepForward('verifyService', async () => {
        const { chatServers, newestMessageAt } = await sql(steps.verifyService).verifyService({
          scope,
          side: 'primary',
        });
        if (newestMessageAt !== null) procedure.facts.newestMessageAt = newestMessageAt;
        procedure.serves('primary', pool);
        return `${chatServers.join(', ')} at work on the primary mgc`;
      });
    },
  );
}
