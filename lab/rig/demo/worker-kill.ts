/** The worker that started the restore is killed in its middle, whoever has to find the Agent job afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { instanceName } from '../../estate/pool';
import type { Stack } from '../stack';
import type { LiveView } from './live-view';

const lookEveryMs = 50;
const wellUnderWay = 20;

/** Resolves with the number of kills, once one has happened or `signal` says that the procedure is over. */
export async function killDuringRestore(
  { lab, workers }: Stack,
  victim: string,
  view: LiveView,
  signal: AbortSignal,
): Promise<number> {
  const primary = lab.estate.find(instanceName(lab.estate.pool.mgc.primary));
  while (!signal.aborted) {
    const percent = primary?.isUp === true ? await restored(primary) : undefined;
    if (percent !== undefined && percent >= wellUnderWay) {
      view.note(
        `  SIGKILL to ${victim} (pid ${String(workers.pidOf(victim))}) with ${percent.toFixed(0)} % restored; the one that takes its place finds the job.`,
      );
      await workers.kill(victim);
      return 1;
    }
    await sleep(lookEveryMs);
  }
  return 0;
}

/** SQL Server's own word, because heartbeats arrive late and a quick restore is over before the second one. */
async function restored(
  instance: NonNullable<ReturnType<Stack['lab']['estate']['find']>>,
): Promise<number | undefined> {
  const { resultSets } = await instance.run(
    "SELECT percent_complete FROM sys.dm_exec_requests WHERE command = 'RESTORE DATABASE'",
    { login: 'sa', programName: 'demo' },
  );
  const [row] = resultSets[0]?.rows ?? [];
  return row === undefined ? undefined : Number(row[0]);
}
