/** Estates to record in: nobody chats and log shipping stands still, so that two recordings of a situation are alike. */
import { aPool, type PoolChanges } from '../../../lab/rig/testing/a-pool';
import { faults } from '../../../lab/rig/faults/faults';
import { ask, instanceOf } from '../../../lab/rig/testing/estate-state';
import type { StepId } from '../../../procedures/registry';
import { estateUnderTest, type EstateUnderTest } from '../support/estate-under-test';
import { runShippingJob, shippedByHand } from '../../../lab/rig/testing/log-backups';

/** A pool without the optional parts. */
export const small: PoolChanges = { without: ['mirror', 'backupMirror', 'compliance'], chatServers: 1 };

/** One log backup is copied and one more is on the share; none of them is applied. */
export async function quietEstate(changes: PoolChanges = {}): Promise<EstateUnderTest> {
  const estate = await estateUnderTest({ pool: aPool({ ...changes, logShipping: shippedByHand }) });
  for (const job of ['backup', 'copy', 'backup'] as const) await runShippingJob(estate.lab, job);
  return estate;
}

export async function lost(estate: EstateUnderTest): Promise<EstateUnderTest> {
  await estate.lab.loseDataCentre('primary');
  return estate;
}

/** mgc on the primary is SUSPECT. */
export async function damaged(estate: EstateUnderTest): Promise<EstateUnderTest> {
  await faults['damage-file']!.inject(estate.lab, [instanceOf(estate.lab, 'primary').name]);
  return estate;
}

/** The primary data centre was lost, the pool failed over, and the data centre stands again, its stores empty. */
export async function rebuilt(estate: EstateUnderTest): Promise<EstateUnderTest> {
  await lost(estate);
  await estate.complete('failover');
  await estate.lab.rebuildDataCentre('primary');
  return estate;
}

/** A failover was terminated once that step had taken its effect. */
export async function endedAt(estate: EstateUnderTest, step: StepId): Promise<EstateUnderTest> {
  const run = await estate.startAgreed('failover');
  await new Promise<void>((resolve) => {
    estate.lab.moments.when({ edge: 'after', step }, async () => {
      await run.handle.terminate('recorded');
      resolve();
    });
  });
  // What was under way has taken its effect; its answer goes nowhere.
  await estate.workers.lose('primary');
  await estate.workers.lose('secondary');
  await estate.workers.start();
  // Whether a job of that run is left is a matter of a moment; this one is.
  await ask(instanceOf(estate.lab, 'backup'), `EXEC msdb.dbo.sp_add_job @job_name = N'PCDR_restore_mgc_0123456789'`);
  return estate;
}
