/** Jobs that a run which was terminated left behind: removed by the next one, unless they still run. */
import { obstacle, type Judgement } from '../domain/judgements';
import type { Observation } from '../domain/observation';
import { sideOf, type DataCentreSide, type StoreRole } from '../domain/topology/pool';

export interface LeftJobs {
  readonly role: StoreRole;
  readonly side: DataCentreSide;
  readonly jobs: readonly string[];
}

/** By store; those of a data centre without a worker wait for a later run. */
export const leftJobsSeen = ({ stores, workers }: Pick<Observation, 'stores' | 'workers'>): LeftJobs[] =>
  stores.flatMap(({ role, leftJobs = [] }) =>
    leftJobs.length === 0 || !workers[sideOf(role)]
      ? []
      : { role, side: sideOf(role), jobs: leftJobs.map(({ job }) => job) },
  );

/** A backup or restore that goes on behind our back. */
export const leftJobsRunning = ({ stores }: Pick<Observation, 'stores'>): Judgement[] =>
  stores.flatMap(({ instance, leftJobs = [] }) =>
    leftJobs
      .filter(({ running }) => running)
      .map(({ job }) =>
        obstacle(
          'leftJobRunning',
          `The job ${job} of an earlier run, which has ended, still runs on ${instance}. Wait until it is through, or stop it (EXEC msdb.dbo.sp_stop_job @job_name = N'${job}'), then start again.`,
        ),
      ),
  );
