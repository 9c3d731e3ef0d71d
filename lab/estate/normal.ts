/** Brings a fresh estate to what its topology calls normal, with the statements that an administrator would run. */
import { instanceName } from './pool';
import type { Store, Stores } from './pool';
import type { LabInstance } from './contract';
import type { Server } from './sql-server/model/ports';
import { installChatDatabase, modelSize } from './chat-schema';
import type { ChatDatabase } from './chat-schema';
import type { RunningEstate } from './estate';
import * as statements from './normal-statements';

const administrator = { login: 'CONTOSO\\Administrator', programName: 'Lab set-up' } as const;

const run = async (instance: LabInstance, text: string): Promise<void> => {
  await instance.run(text, administrator);
};

/** mgc online and mirrored in the primary data centre and shipped to the backup store; mgccomp mirrored in each. */
export async function bringToNormal(estate: RunningEstate): Promise<void> {
  const { mgc, mgccomp } = estate.pool;
  await install(estate, 'mgc', mgc.primary);
  await mirror(estate, 'mgc', mgc.primary, mgc.mirror, mgc.witness);
  await shipLog(estate, mgc);
  if (mgccomp) {
    await install(estate, 'mgccomp', mgccomp.primary);
    await mirror(estate, 'mgccomp', mgccomp.primary, mgccomp.mirror, mgccomp.witness);
    await install(estate, 'mgccomp', mgccomp.backup);
    await mirror(estate, 'mgccomp', mgccomp.backup, mgccomp.backupMirror, mgccomp.backupWitness);
  }
  modelSize(estate.instances, estate.load.sizeGb);
}

const instanceOf = (estate: RunningEstate, store: Store): LabInstance & Server => estate.find(instanceName(store))!;

async function install(estate: RunningEstate, database: ChatDatabase, store: Store): Promise<void> {
  const instance = instanceOf(estate, store);
  const dataFiles = database === 'mgc' ? (estate.load.dataFiles ?? 1) : 1;
  await run(instance, statements.created(database, dataFiles, instance));
  installChatDatabase(instance, database);
}

async function mirror(
  estate: RunningEstate,
  database: string,
  principal: Store,
  partner: Store | undefined,
  witness: Store | undefined,
): Promise<void> {
  if (!partner) return;
  const [from, to] = [instanceOf(estate, principal), instanceOf(estate, partner)];
  const folder = estate.pool.mirroringShare ?? estate.pool.logShipping.share;
  const file = (kind: string): string => `${folder}\\${database}_${from.machine}_${kind}.bak`;
  await run(from, statements.fullBackup(database, file('full')));
  await run(from, statements.logBackup(database, file('log')));
  await run(to, statements.fullRestore(database, file('full'), from.require(database).files, to));
  await run(to, statements.logRestore(database, file('log')));
  await run(to, statements.partnered(database, from.endpoint));
  await run(from, statements.partnered(database, to.endpoint));
  if (witness) await run(from, statements.witnessed(database, instanceOf(estate, witness).endpoint));
}

/** Skype for Business 2015, "Configure high availability and disaster recovery": primary to backup, then mirror to backup. */
async function shipLog(estate: RunningEstate, stores: Stores): Promise<void> {
  const [primary, secondary] = [instanceOf(estate, stores.primary), instanceOf(estate, stores.backup)];
  const file = `${estate.pool.logShipping.share}\\mgc_initial.bak`;
  await run(primary, statements.fullBackup('mgc', file));
  await run(secondary, statements.fullRestore('mgc', file, primary.require('mgc').files, secondary));
  await run(primary, statements.logShippingPrimary(estate.pool, primary, secondary.name));
  await run(secondary, statements.logShippingSecondary(estate.pool, primary.name));
  if (!stores.mirror) return;
  const partner = instanceOf(estate, stores.mirror);
  await run(primary, statements.failedOver('mgc'));
  await run(partner, statements.logShippingPrimary(estate.pool, partner, secondary.name));
  await run(partner, statements.failedOver('mgc'));
}
