/** Work that takes modelled time: progress for sys.dm_exec_requests, 3211 messages, and an end by attention or KILL. */
import type { LabClock } from '../../clock';
import type { SessionFacts } from '../contract';
import { messageOf, refusal } from './refusals';

const ticks = 20;
const smallestLogWork = 0.2;
export const pageSize = 8192;
const megabyte = 1024 * 1024;

/** Modelled seconds for so many bytes. */
export const secondsFor = (bytes: number, throughput: number): number =>
  Math.max(smallestLogWork, bytes / megabyte / throughput);

/** @throws SqlError 3204 when the session is interrupted, or what `atStep` throws with the fraction that is done. */
export async function workFor(
  seconds: number,
  command: string,
  session: SessionFacts,
  clock: LabClock,
  stats?: number,
  atStep?: (fraction: number) => void,
): Promise<void> {
  let reported = 0;
  const steps = seconds <= smallestLogWork ? 1 : ticks;
  for (let step = 1; step <= steps; step += 1) {
    session.progress(command, (100 * (step - 1)) / steps, (1000 * seconds * (steps - step + 1)) / steps);
    try {
      await clock.lasts(seconds / steps, session.signal);
    } catch {
      throw refusal(3204);
    }
    atStep?.(step / steps);
    const percent = Math.floor((100 * step) / steps);
    while (stats !== undefined && reported + stats <= percent) {
      reported += stats;
      tell(session, 3211, reported);
    }
  }
  session.progress(command, 100, 0);
}

/** The lines that end a successful BACKUP or RESTORE: 4035 for each file, then 3014. */
export function tellProcessed(
  session: SessionFacts,
  statement: string,
  database: string,
  position: number,
  files: readonly { readonly logicalName: string; readonly bytes: number }[],
  seconds: number,
): void {
  const pagesOf = (bytes: number): number => Math.ceil(bytes / pageSize);
  for (const { logicalName, bytes } of files) tell(session, 4035, pagesOf(bytes), database, logicalName, position);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const rate = seconds > 0 ? bytes / megabyte / seconds : 0;
  const pages = files.reduce((sum, file) => sum + pagesOf(file.bytes), 0);
  tell(session, 3014, statement, pages, seconds.toFixed(3), rate.toFixed(3));
}

export function tell(session: SessionFacts, ...message: Parameters<typeof messageOf>): void {
  const { number, severity, text } = messageOf(...message);
  session.message(number, severity, text);
}
