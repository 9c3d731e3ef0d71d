/** Forces copy and restore of log shipping until a log backup is applied: only then it counts as configured. */
import { agentStopped, storeUnusable } from '../../domain/judgements';
import { noShipping } from '../../domain/log-shipping-record';
import { storeSeen } from '../../domain/observation';
import type { StoreRole } from '../../domain/topology/pool';
import type { InputOf } from '../../procedures/contract';
import { perEach, statementsOn } from '../acts';
import type { LogShippingSecondaryRow } from '../adapters/sql-server/sql-rows';
import { until } from '../attempt';
import type { Context } from '../context';
import { refusal, setback } from '../failure';
import { named } from '../looks/database';
import { readChain } from '../looks/log-chain';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { secondaryShippingOf, shippingJobs, statements } from '../statements';
import { runOnce } from './parts/agent';
import { baseName } from './parts/place-files';

type Input = InputOf<'runCopyAndRestore'>;

export const runCopyAndRestore: OperationDefinition<'runCopyAndRestore'> = {
  wants: [],

  needs: ({ on }, { pool, seen }) => [storeUnusable(seen, pool, on) ?? agentStopped(seen, pool, on)],

  acts({ on, from }, { pool, seen }) {
    const store = storeAt(pool, on);
    const facts = storeSeen(seen, on)?.shipping ?? noShipping;
    const { copyJob, restoreJob } = secondaryShippingOf(pool, storeAt(pool, from), facts);
    return [
      ...statementsOn(store, [statements.startJob(copyJob.name)], perEach('run', 'runs until it is copied')),
      ...statementsOn(store, [statements.startJob(restoreJob.name)], perEach('run', 'runs until it is restored')),
    ];
  },

  async perform(input, context) {
    const row = await rowOf(context, input.on);
    const jobs = shippingJobs(storeAt(context.pool, input.from));
    await drive(context, input, {
      job: row?.copyJob ?? jobs.copy,
      doing: 'copying',
      reached: (now) => now.lastCopiedFile,
    });
    await drive(context, input, {
      job: row?.restoreJob ?? jobs.restore,
      doing: 'restoring',
      reached: (now) => now.lastRestoredFile,
      hinders: () => confirmNoGap(context, input),
    });
    return done;
  },
};

const rowOf = async ({ tools, pool }: Context, on: StoreRole): Promise<LogShippingSecondaryRow | undefined> =>
  (await tools.sql.query(storeAt(pool, on), 'log-shipping-secondary', { database: 'mgc' }))[0];

interface Drive {
  readonly job: string;
  readonly doing: string;
  /** The last file that the job is through with. */
  readonly reached: (row: LogShippingSecondaryRow) => string | null;
  /** @throws what no further run can overcome. */
  readonly hinders?: () => Promise<void>;
}

/** Runs the job until it is through with the file. */
async function drive(context: Context, { on, file }: Input, { job, doing, reached, hinders }: Drive): Promise<void> {
  const { pool, signal, beat } = context;
  const name = baseName(file);
  const isThrough = async (): Promise<boolean> => {
    const row = await rowOf(context, on);
    return row !== undefined && reaches(reached(row), name);
  };
  beat({ says: `${doing} ${name}` });
  await until(
    async () => {
      if (await isThrough()) return true;
      await runOnce(context, storeAt(pool, on), job);
      if (await isThrough()) return true;
      await hinders?.();
      return undefined;
    },
    {
      poll: pool.timing.poll,
      within: 3600,
      late: () => setback('FirstCycleMissing', `The job ${job} ran, but ${name} did not get through; see its history.`),
      signal,
    },
  );
}

/** Whether a file name of log shipping is `name` or a later one; the names are chronological. */
const reaches = (seen: string | null, name: string): boolean =>
  seen !== null && baseName(seen).toLowerCase() >= name.toLowerCase();

/** A log backup that somebody took by hand in between is a link that log shipping does not know: its job fails for ever. */
async function confirmNoGap(context: Context, { on, from }: Input): Promise<void> {
  const { chain } = await readChain(context, { of: on, useShare: false });
  if (chain.kind === 'whole') return;
  const source = named(storeAt(context.pool, from));
  const target = named(storeAt(context.pool, on));
  throw refusal(
    'LogBackupMissing',
    `${chain.says} Somebody may have backed up the log of mgc by hand: find that file (msdb.dbo.backupset on ${source}), restore it on ${target} (RESTORE LOG mgc, WITH NORECOVERY), then retry the step.`,
  );
}
