/** People act by hand in the middle of a failover: the run notices, says so, and goes on or waits for a person. */
import type { Lab } from '../../lab/rig/lab';
import { aPool } from '../../lab/rig/testing/a-pool';
import {
  allIsWell,
  atItsEnd,
  meddled,
  remedied,
  retry,
  setActiveServers,
  setPoolState,
  sql,
  stuckAt,
  type ByHand,
} from './support/by-hand';
import { copiesOf, instanceOf } from '../../lab/rig/testing/estate-state';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { runShippingJob, shippedByHand } from '../../lab/rig/testing/log-backups';
import { operator } from './support/run';
import { readyFor, usersChat } from './support/situations';
import { snapshotOf } from './support/undo/snapshot';

let estate: EstateUnderTest;

beforeAll(async () => {
  estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand, timing: { sessionsEnd: 3 } }) });
  await usersChat(estate);
});
beforeEach(async () => {
  await readyFor(estate, 'failover');
  await ship();
});
afterEach(() => allIsWell(estate.lab));

/** A log backup reaches the backup store, and another waits on the share. */
async function ship(): Promise<void> {
  for (const job of ['backup', 'copy', 'restore'] as const) await runShippingJob(estate.lab, job);
  await usersChat(estate, 5);
  await runShippingJob(estate.lab, 'backup');
}

interface Row extends Omit<ByHand, 'remedy'> {
  /** Where the run waits, and what it says. */
  readonly step: string;
  readonly found: RegExp;
}

const shareOf = (lab: Lab): string => lab.estate.pool.logShipping.share;

async function configureLogShipping(lab: Lab): Promise<void> {
  const { share, copyFolder } = lab.estate.pool.logShipping;
  await sql(
    lab,
    'backup',
    `EXEC master.dbo.sp_add_log_shipping_secondary_primary @primary_server = N'SQL1\\CHAT', @primary_database = N'mgc',
       @backup_source_directory = N'${share}', @backup_destination_directory = N'${copyFolder}',
       @copy_job_name = N'LSCopy_SQL1\\CHAT_mgc', @restore_job_name = N'LSRestore_SQL1\\CHAT_mgc', @file_retention_period = 4320`,
  );
  await sql(
    lab,
    'backup',
    `EXEC master.dbo.sp_add_log_shipping_secondary_database @secondary_database = N'mgc', @primary_server = N'SQL1\\CHAT',
       @primary_database = N'mgc', @restore_delay = 0, @restore_mode = 0, @disconnect_users = 0, @restore_threshold = 45,
       @threshold_alert_enabled = 1, @history_retention_period = 5760`,
  );
}

const recover = 'RESTORE DATABASE mgc WITH RECOVERY';

const undone: readonly Row[] = [
  {
    says: 'an admin activates the chat servers of the primary again',
    when: { edge: 'after', step: 'takeTailLog' },
    meddle: (lab) => setActiveServers(lab, lab.estate.pool.primaryDataCentre.chatServers),
    step: 'applyLogBackups',
    found: /Not fenced: chat-p1\.contoso\.com, chat-p2\.contoso\.com active again.*-ActiveServers \$null\), then retry/,
  },
  {
    says: 'a DBA brings the sealed primary online again',
    when: { edge: 'before', step: 'removeLogShipping' },
    meddle: (lab) => sql(lab, 'primary', recover),
    step: 'applyLogBackups',
    found:
      /Not fenced: mgc on SQL1\\CHAT is ONLINE.*somebody brought it back\. Seal it .* then retry the step; or abort/,
  },
  {
    says: 'a DBA configures log shipping again',
    when: { edge: 'before', call: 'RESTORE HEADERONLY', where: 'backup' },
    meddle: configureLogShipping,
    step: 'applyLogBackups',
    found:
      /Log shipping of mgc stands on SQL3\\CHAT again.*its job LSRestore_SQL1\\CHAT_mgc would .*Remove it \(EXEC .*\), then retry/,
  },
];

describe('A failover in which somebody undoes a step by hand', () => {
  it.each(undone)('waits and is undone: $says', async ({ when, meddle, step, found }) => {
    const { lab } = estate;
    const before = await snapshotOf(lab);
    const run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    lab.moments.when(when, async () => {
      await meddle(lab);
    });
    await run.consent();
    expect(await stuckAt(run, step)).toMatch(found);
    expect(copiesOf(lab, 'mgc').backup).toBe('RESTORING');
    await run.send('abort', operator);
    await run.waitForPhase('undoing', 'ended', 'needs a person');
    expect(await atItsEnd(run)).toMatchObject({ result: 'undone' });
    expect(await snapshotOf(lab)).toEqual(before);
    await usersChat(estate, 5);
  });
});

/** `remedy` is absent where the run goes on because the goal is reached. */
/** A session of a DBA that stays where it is until he goes home. */
let goesHome: () => Promise<void>;
function staysOn(lab: Lab, role: 'primary', text: string): void {
  const home = new AbortController();
  const session = instanceOf(lab, role).run(`${text}; WAITFOR DELAY '10:00:00'`, {
    login: 'sa',
    programName: 'Microsoft SQL Server Management Studio - Query',
    signal: home.signal,
  });
  goesHome = async () => {
    home.abort();
    await session.catch(() => undefined);
  };
}

/** From the newest full backup that the DBA has: everything after it is applied again. */
async function seedAgain(lab: Lab, more = ''): Promise<void> {
  await sql(
    lab,
    'backup',
    `RESTORE DATABASE mgc FROM DISK = N'${shareOf(lab)}\\dba.bak' WITH REPLACE, NORECOVERY${more}`,
  );
}

const night: readonly ByHand[] = [
  {
    says: 'a DBA keeps mgc to himself (SINGLE_USER)',
    when: { edge: 'after', step: 'clearActiveServers' },
    meddle: (lab) => staysOn(lab, 'primary', 'ALTER DATABASE mgc SET SINGLE_USER WITH ROLLBACK IMMEDIATE; USE mgc'),
    remedy: {
      step: 'clearActiveServers',
      found: /still on mgc after 3 s\. End them, then retry the step/,
      by: async (lab) => {
        await goesHome();
        await sql(lab, 'primary', 'ALTER DATABASE mgc SET MULTI_USER');
      },
    },
  },
  {
    says: 'the Agent of the primary is stopped while the tail is taken',
    when: { edge: 'before', step: 'takeTailLog' },
    meddle: (lab) => instanceOf(lab, 'primary').msdb.stopAgent(),
    remedy: {
      step: 'takeTailLog',
      found: /Start the SQL Server Agent service of the instance/,
      by: (lab) => instanceOf(lab, 'primary').msdb.startAgent(),
    },
  },
  {
    says: 'the jobs of log shipping have been renamed',
    when: { edge: 'after', step: 'takeTailLog' },
    meddle: (lab) =>
      sql(lab, 'backup', `EXEC msdb.dbo.sp_update_job @job_name = N'LSRestore_SQL1\\CHAT_mgc', @new_name = N'restore'`),
  },
  {
    says: 'a DBA removes log shipping himself',
    when: { edge: 'before', step: 'removeLogShipping' },
    meddle: (lab) => sql(lab, 'backup', `EXEC master.dbo.sp_delete_log_shipping_secondary_database N'mgc'`),
  },
  {
    says: 'a full backup from before is restored over the backup copy, and recovered',
    when: { edge: 'after', step: 'removeLogShipping' },
    meddle: async (lab) => {
      await seedAgain(lab);
      await sql(lab, 'backup', recover);
    },
    remedy: {
      step: 'copyLogBackups',
      found:
        /mgc on SQL3\\CHAT was brought online by somebody too early: it holds the log up to LSN \d+, but the plan promised all up to \d+, so messages would be lost\. Restore it/,
      by: (lab) => seedAgain(lab, ', STATS = 10'),
    },
  },
];

describe('A failover into which many put their hands', () => {
  it('is completed after every remedy, and nothing is lost', async () => {
    const { lab } = estate;
    await sql(lab, 'primary', `BACKUP DATABASE mgc TO DISK = N'${shareOf(lab)}\\dba.bak' WITH COPY_ONLY, INIT`);
    await ship();
    meddled(lab, night);
    const run = await estate.start('failover');
    await run.consent();
    await remedied(run, lab, night, async (step) => {
      if (step !== 'copyLogBackups') await retry(run, step);
    });
    const goOn = estate.workers.faults.hold('setActiveServers');
    await retry(run, 'copyLogBackups');
    await run.waitForStep('activateServers');
    await setPoolState(lab, 'Normal');
    goOn();
    expect(await stuckAt(run, 'activateServers')).toMatch(
      /The pool state is Normal, and was changed by somebody: .* would use the primary store\. Set it back \(Set-CsPersistentChatState .* -PoolState FailedOver\), then retry/,
    );
    await setPoolState(lab, 'FailedOver');
    await retry(run, 'activateServers');
    expect(await atItsEnd(run)).toMatchObject({ result: 'completed' });
    expect(lab.chat.audit().missing).toEqual([]);
  });
});
