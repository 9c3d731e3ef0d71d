/** People act by hand in the middle of a failback: the run notices, says so, and goes on or waits for a person. */
import { installMirror } from '../../activities/cmdlets';
import type { Lab } from '../../lab/rig/lab';
import { aPool } from '../../lab/rig/testing/a-pool';
import {
  allIsWell,
  atItsEnd,
  cmdlet,
  meddled,
  remedied,
  setActiveServers,
  setPoolState,
  sql,
  stuckAt,
  retry,
  type ByHand,
} from './support/by-hand';
import { instanceOf, servedBy } from '../../lab/rig/testing/estate-state';
import { productEntries } from '../../lab/rig/testing/product-ledger';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import { operator } from './support/run';
import { readyFor, usersChat, usersLeave } from './support/situations';
import { snapshotOf } from './support/undo/snapshot';

let estate: EstateUnderTest;

beforeAll(async () => {
  estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
  await usersChat(estate);
});
beforeEach(async () => {
  await readyFor(estate, 'failback');
  await backUp(estate.lab, 'mgc', onShare('dba.bak'));
  await usersChat(estate);
});
afterEach(() => allIsWell(estate.lab));

const onShare = (file: string): string => `${estate.lab.pool.logShipping.share}\\${file}`;

/** The full backup that the failback at work has taken. */
const takenBackup = (lab: Lab): string =>
  productEntries(lab)
    .flatMap(({ text }) => /^BACKUP DATABASE .*'(\S+mgc_failback_\w+\.bak)'/s.exec(text)?.[1] ?? [])
    .at(-1)!;

/** The product has looked at its backup, and goes on to the next step. */
const onceTaken = (lab: Lab, act: (file: string) => Promise<unknown>): unknown =>
  lab.moments.when({ edge: 'after', call: 'sp_delete_job', where: 'backup' }, async () => {
    await act(takenBackup(lab));
  });

const backUp = (lab: Lab, database: 'mgc' | 'mgccomp', file: string): Promise<unknown> =>
  sql(lab, 'backup', `BACKUP DATABASE ${database} TO DISK = N'${file}' WITH COPY_ONLY, INIT`);

/** Chat servers of the data centre that gives the service away take messages again. */
async function messagesAgain(lab: Lab): Promise<void> {
  await setActiveServers(lab, lab.pool.secondaryDataCentre.chatServers);
  await usersChat(estate, 5);
}

const restoreOn = (lab: Lab, role: 'primary', file: string, how: string): Promise<unknown> =>
  sql(lab, role, `RESTORE DATABASE mgc FROM DISK = N'${file}' WITH REPLACE, ${how}`);

interface Row extends Omit<ByHand, 'remedy'> {
  /** Where the run waits, and what it says. */
  readonly step: string;
  readonly found: RegExp;
  /** What the undo waits for. */
  readonly undo?: { readonly step: string; readonly found: RegExp; readonly remedy: (lab: Lab) => unknown };
}

const undone: readonly Row[] = [
  {
    says: 'an admin activates the chat servers again, and messages are written after the full backup',
    when: { edge: 'after', step: 'backUpDatabase' },
    meddle: messagesAgain,
    step: 'mirrorPrimary',
    found: /mgc on SQL3\\CHAT holds \d+ message\(s\) that the copy on SQL1\\CHAT lacks: .*Abort and start the failback/,
  },
  {
    says: 'a DBA restores an older full backup over the restored copy',
    when: { edge: 'before', step: 'mirrorPrimary' },
    meddle: (lab) => restoreOn(lab, 'primary', onShare('dba.bak'), 'RECOVERY'),
    step: 'mirrorPrimary',
    found: /mgc on SQL1\\CHAT is not the copy that this run restored: dba\.bak was restored over it by somebody/,
    undo: {
      step: 'restoreOnPrimary',
      found:
        /mgc on SQL1\\CHAT is ONLINE and not the copy that this run restored, so it was left as it is: dba\.bak was restored last, by somebody\..*out of use again/,
      remedy: (lab) => restoreOn(lab, 'primary', onShare('dba.bak'), 'NORECOVERY'),
    },
  },
  {
    says: 'a DBA deletes the full backup before it is restored',
    when: { edge: 'after', step: 'backUpDatabase' },
    meddle: (lab) => onceTaken(lab, (file) => lab.estate.files.remove(file, { side: 'secondary', host: 'test' })),
    step: 'restoreOnPrimary',
    found: /mgc_failback_\w+\.bak is no whole full backup of mgc any more/,
  },
];

describe('A failback in which somebody undoes a step by hand', () => {
  it.each(undone)('waits and is undone: $says', async ({ when, meddle, step, found, undo }) => {
    const { lab } = estate;
    const before = await snapshotOf(lab);
    const run = await estate.start('failback');
    await run.waitForPhase('awaiting consent');
    lab.moments.when(when, async () => {
      await meddle(lab);
    });
    await run.consent();
    expect(await stuckAt(run, step)).toMatch(found);
    await run.send('abort', operator);
    if (undo !== undefined) {
      const { waitsFor } = await run.waitForPhase('needs a person');
      expect(waitsFor).toMatch(undo.found);
      await undo.remedy(lab);
      await retry(run, undo.step);
    }
    expect(await atItsEnd(run)).toMatchObject({ result: 'undone' });
    expect(await snapshotOf(lab)).toEqual(before);
    await usersChat(estate, 5);
  });
});

/** `remedy` is absent where the run goes on because the goal is reached. */
const rename = (lab: Lab, role: 'primary' | 'backup', job: string): Promise<unknown> =>
  sql(lab, role, `EXEC msdb.dbo.sp_update_job @job_name = N'${job}', @new_name = N'renamed ${job}'`);

const night: readonly ByHand[] = [
  {
    says: 'a DBA removes mirroring himself',
    when: { edge: 'before', step: 'removeMirroring' },
    meddle: (lab) => sql(lab, 'backup', 'ALTER DATABASE mgc SET PARTNER OFF'),
  },
  {
    says: 'a DBA backs up another database over the full backup',
    when: { edge: 'after', step: 'backUpDatabase' },
    meddle: (lab) => onceTaken(lab, (file) => backUp(lab, 'mgccomp', file)),
    remedy: {
      step: 'restoreOnPrimary',
      found:
        /mgc_failback_\w+\.bak is no whole full backup of mgc any more: somebody deleted it or backed up over it\. Take it again .* then retry the step, or abort/,
      by: (lab) => backUp(lab, 'mgc', takenBackup(lab)),
    },
  },
  {
    says: 'the Agent of the primary is stopped in the middle of the restore',
    when: { edge: 'before', step: 'restoreOnPrimary' },
    meddle: (lab) => instanceOf(lab, 'primary').msdb.stopAgent(),
    remedy: {
      step: 'restoreOnPrimary',
      found: /Start the SQL Server Agent service of the instance/,
      by: (lab) => instanceOf(lab, 'primary').msdb.startAgent(),
    },
  },
  {
    says: 'an admin mirrors mgc himself',
    when: { edge: 'before', step: 'mirrorPrimary' },
    meddle: (lab) => {
      const { name, parameters } = installMirror(lab.pool, 'primary', 'mgc');
      return cmdlet(lab, name, parameters);
    },
  },
  {
    says: 'the log backup job of the primary is renamed',
    when: { edge: 'after', call: 'sp_delete_job', where: 'primary' },
    meddle: (lab) => rename(lab, 'primary', 'LSBackup_mgc'),
  },
  {
    says: 'the copy and restore jobs are renamed as soon as they stand',
    when: { edge: 'before', call: /sp_start_job.*LSBackup_mgc/s, where: 'primary' },
    meddle: async (lab) => {
      await rename(lab, 'backup', 'LSCopy_SQL1\\CHAT_mgc');
      await rename(lab, 'backup', 'LSRestore_SQL1\\CHAT_mgc');
    },
  },
  {
    says: 'an admin sets the pool state to Normal himself',
    when: { edge: 'before', step: 'setPoolStateNormal' },
    meddle: (lab) => setPoolState(lab, 'Normal'),
  },
  {
    says: 'an admin activates the servers of the primary data centre himself',
    when: { edge: 'before', step: 'activateServers' },
    meddle: (lab) => setActiveServers(lab, lab.pool.primaryDataCentre.chatServers),
  },
];

describe('A failback into which many put their hands', () => {
  it('is completed after every remedy, and nothing is lost', async () => {
    const { lab } = estate;
    meddled(lab, night);
    const run = await estate.start('failback');
    await run.consent();
    await remedied(run, lab, night);
    expect(await atItsEnd(run)).toMatchObject({ result: 'completed' });
    await usersChat(estate, 5);
    expect(servedBy(lab)).toEqual({ 'chat-p1.contoso.com': 'SQL1\\CHAT', 'chat-p2.contoso.com': 'SQL1\\CHAT' });
    await usersLeave(estate);
    expect(lab.chat.audit().missing).toEqual([]);
  });
});
