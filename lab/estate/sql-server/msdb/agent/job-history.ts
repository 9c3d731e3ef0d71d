/** Writes sysjobhistory and keeps it within the Agent's default limits (1000 rows, 100 of one job). */
import type { MsdbContext } from '../context';
import type { Job, JobHistory } from '../tables/agent-tables';
import { dateNumber, durationNumber, timeNumber } from '../values';

export const runStatus = { failed: 0, succeeded: 1, retry: 2, cancelled: 3 } as const;
export type RunStatus = (typeof runStatus)[keyof typeof runStatus];

const rowsInAll = 1000;
const rowsOfOneJob = 100;
const messageLength = 4000;

export interface HistoryEntry {
  /** 0 is the outcome of the job. */
  readonly stepId: number;
  readonly stepName: string;
  readonly status: RunStatus;
  readonly message: string;
  readonly startedAt: Date;
  readonly messageId?: number;
  readonly severity?: number;
  readonly retries?: number;
}

export function writeHistory({ tables, estate, instance }: MsdbContext, job: Job, entry: HistoryEntry): JobHistory {
  const { sysjobhistory } = tables;
  const startedAt = instance.timeZone.local(entry.startedAt);
  const row = sysjobhistory.add({
    instance_id: sysjobhistory.nextIdentity(),
    job_id: job.job_id,
    step_id: entry.stepId,
    step_name: entry.stepName,
    sql_message_id: entry.messageId ?? 0,
    sql_severity: entry.severity ?? 0,
    message: entry.message.slice(0, messageLength),
    run_status: entry.status,
    run_date: dateNumber(startedAt),
    run_time: timeNumber(startedAt),
    run_duration: durationNumber(estate.clock.now().getTime() - entry.startedAt.getTime()),
    operator_id_emailed: 0,
    operator_id_netsent: 0,
    operator_id_paged: 0,
    retries_attempted: entry.retries ?? 0,
    server: instance.name,
  });
  const ofJob = sysjobhistory.filter(({ job_id }) => job_id === job.job_id);
  const surplus = new Set([...ofJob.slice(0, -rowsOfOneJob), ...sysjobhistory.rows.slice(0, -rowsInAll)]);
  if (surplus.size > 0) sysjobhistory.remove((old) => surplus.has(old));
  return row;
}
