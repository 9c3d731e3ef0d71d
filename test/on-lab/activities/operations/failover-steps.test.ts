import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { operations } from '../../../../activities/operations';
import { statements } from '../../../../activities/statements';
import type { LogShippingRecord } from '../../../../domain/log-shipping-record';
import type { Act } from '../../../../domain/run/plan';
import { labLogins } from '../../../../lab/rig/lab';
import type { InputOf } from '../../../../procedures/contract';
import { normalState } from '../../../domain/support/observation';
import { productEntries } from '../../../../lab/rig/testing/product-ledger';
import { until } from '../../../../lab/rig/testing/until';
import { HostUnderTest } from '../../support/host-under-test';

/** The operations of a failover, each test on an estate of its own. */
let host: HostUnderTest;

beforeEach(async () => {
  taken = 0;
  host = await HostUnderTest.start({
    pool: { without: ['witness', 'backupMirror', 'compliance'], timing: { sessionsEnd: 1 } },
  });
});
afterEach(() => host.close());

const folderOf = (mapped: string): string => host.lab.estate.files.mapped.find((each) => each.path === mapped)!.folder;
const onShare = (name: string): string => path.join(folderOf(host.pool.logShipping.share), name);
/** Beside its folder: under any name in it, it would still be found. */
const outOf = (file: string): string => path.join(path.dirname(file), '..', `away-${path.basename(file)}`);
const copied = (): string[] => readdirSync(folderOf(host.pool.logShipping.copyFolder)).sort();

const record = (): InputOf<'recordLogShipping'> => ({ on: 'backup', poolState: 'Normal', activeServers: [] });

let taken: number;
/** A log backup on the share, under a name as log shipping gives it. */
async function takeLogBackup(): Promise<string> {
  taken += 1;
  const name = `mgc_${String(20990101000000 + taken)}.trn`;
  await host.asAdministrator(
    'primary',
    `INSERT INTO dbo.tblNode (nodeID, nodeName, nodeType) VALUES (${String(100 + taken)}, N'room', 1);
     INSERT INTO dbo.tblChat (chatID, roomID, userID, messageID, message, chatDate) VALUES (${String(900 + taken)}, 1, N'u', N'm', N'x', 639000000000000000);
     BACKUP LOG mgc TO DISK = N'${host.pool.logShipping.share}\\${name}' WITH INIT, CHECKSUM`,
    'mgc',
  );
  return name;
}

const copy: InputOf<'copyLogBackups'> = { for: 'backup', shareReachable: true, upTo: '0', familyGuid: null };

const nobodyIsOnMgc = (): Promise<void> =>
  until('nobody is on mgc', () => host.instance('primary').sessions('mgc').length === 0);

/** The steps of the runbook before the log backups: the chat servers have left, log shipping is removed. */
async function fenced(): Promise<void> {
  await host.run('setActiveServers', { servers: [], servingIn: null, heardBy: ['primary', 'secondary'] });
  await nobodyIsOnMgc();
  await host.run('removeLogShipping', { on: 'backup' });
}

/** Three log backups wait on the share. @returns their names. */
async function threeTaken(): Promise<string[]> {
  await fenced();
  return [await takeLogBackup(), await takeLogBackup(), await takeLogBackup()];
}

async function threeCopied(): Promise<void> {
  await threeTaken();
  await host.run('copyLogBackups', copy);
}

const failureOf = (work: Promise<unknown>): Promise<ApplicationFailure> =>
  work.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => (error instanceof ApplicationFailure ? error : Promise.reject(error as Error)),
  );

describe('a restore over a mirrored copy', () => {
  it('is refused before anything is touched', async () => {
    const from = host.now;
    const failure = await failureOf(
      host.run('restoreDatabase', {
        on: 'primary',
        source: 'backup',
        purpose: 'failback',
        file: `${host.pool.logShipping.share}\\mgc_failback_r1.bak`,
        for: 'ready to use',
        carriedOver: null,
      }),
    );
    expect([failure.type, failure.nonRetryable]).toEqual(['MirroringInTheWay', true]);
    expect(failure.message).toBe(
      'mgc on SQL1\\CHAT is PRINCIPAL of a mirroring session, which a restore cannot overwrite.',
    );
    expect(host.changesSince(from)).toEqual([]);
  });
});

describe('an operation on a worker with another topology file', () => {
  it('refuses itself and says what to do', async () => {
    const failure = await failureOf(
      host.run('recordLogShipping', record(), { ...host.scope, topology: 'ffffffffffff' }),
    );
    expect([failure.type, failure.nonRetryable]).toEqual(['TopologyDiffers', true]);
    expect(failure.message).toMatch(
      /describes chat-\d+\.contoso\.com differently from the one that the run was planned with: .* Give every worker the same file/,
    );
  });
});

describe('the fence', () => {
  const wait: InputOf<'waitForNoSessions'> = { on: ['primary', 'mirror'] };

  beforeEach(() => until('a chat server is at work', () => host.instance('primary').sessions('mgc').length > 0));

  it('says who is still on mgc', async () => {
    const [server] = host.pool.primaryDataCentre.chatServers;
    const failure = await failureOf(host.run('waitForNoSessions', wait));
    expect([failure.type, failure.nonRetryable]).toEqual(['NotFencedYet', false]);
    expect(failure.message).toMatch(/^Not fenced: .* still on mgc after 1 s\. End them, then retry the step\.$/);
    expect(failure.message.toLowerCase()).toContain(server!.split('.')[0]);
    expect(failure.message).toMatch(/session \d+ on SQL1\\CHAT/);
  });

  it('does not take for empty what a login that lost sysadmin is not shown', async () => {
    const worker = labLogins.worker.user;
    const set = (change: 'ADD' | 'DROP') =>
      host.asAdministrator('primary', `ALTER SERVER ROLE sysadmin ${change} MEMBER [${worker}]`);
    await set('DROP');
    const failure = await failureOf(host.run('waitForNoSessions', wait));
    await set('ADD');
    expect([failure.type, failure.nonRetryable]).toEqual(['PermissionDenied', true]);
    expect(failure.message).toMatch(
      /^SQL1\\CHAT: .*Make the login of this worker a member of sysadmin on the instance\.$/,
    );
  });

  it('gives up at once when it is cancelled', async () => {
    const attempt = host.attempt('waitForNoSessions', wait);
    await until('it waits', () => attempt.beats.some(({ says }) => says?.startsWith('waiting for') === true));
    attempt.cancel();
    await expect(attempt.result).rejects.toBeInstanceOf(CancelledFailure);
  });

  it('stands when the chat servers have left', async () => {
    await host.run('setActiveServers', { servers: [], servingIn: null, heardBy: ['primary', 'secondary'] });
    await nobodyIsOnMgc();
    await expect(host.run('waitForNoSessions', wait)).resolves.toEqual({ seen: 'no session is left on mgc' });
  });
});

describe('log shipping on the backup store', () => {
  const textsSince = (from: number): string[] =>
    productEntries(host.lab)
      .slice(from)
      .map(({ text }) => text);

  it('is recorded, removed and configured again as the record says', async () => {
    const on = 'backup';
    const { record: before } = await host.run('recordLogShipping', record());
    expect(before.secondary).toMatchObject({
      primaryServer: 'SQL1\\CHAT',
      sourceFolder: host.pool.logShipping.share,
      copyFolder: host.pool.logShipping.copyFolder,
      copyJob: { name: 'LSCopy_SQL1\\CHAT_mgc', enabled: true },
      restoreJob: { name: 'LSRestore_SQL1\\CHAT_mgc', enabled: true },
    });

    await host.run('removeLogShipping', { on });
    expect(host.instance('backup').msdb.logShipping()).toMatchObject({ secondaryOf: [], jobs: [] });
    await expect(host.run('recordLogShipping', record())).resolves.toEqual({ record: {} });
    await expect(host.again('removeLogShipping', { on })).resolves.toEqual([]);

    await host.run('restoreLogShipping', { on, record: before });
    await expect(host.run('recordLogShipping', record())).resolves.toEqual({ record: before });
    await expect(host.again('restoreLogShipping', { on, record: before })).resolves.toEqual([]);
    await expect(host.run('recordLogShipping', record())).resolves.toEqual({ record: before });
  });

  it('that still stands is left as it is: only a job that was disabled on the way is enabled again', async () => {
    const { record: before } = await host.run('recordLogShipping', record());
    const { copyJob, restoreJob } = before.secondary!;
    await host.asAdministrator('backup', statements.disableJob(copyJob.name));
    const wasDisabled = { ...before.secondary!, restoreJob: { ...restoreJob, enabled: false } };
    const executed = async (record: LogShippingRecord): Promise<string[]> => {
      const before = productEntries(host.lab).length;
      await host.run('restoreLogShipping', { on: 'backup', record });
      return textsSince(before);
    };
    await expect(executed(before)).resolves.toEqual([statements.enableJob(copyJob.name).replace(/;$/, '')]);
    await expect(executed(before)).resolves.toEqual([]);
    await expect(executed({ secondary: wasDisabled })).resolves.toEqual([]);
  });

  it('is removed and configured again by the very statements that the plan shows', async () => {
    const { record: before } = await host.run('recordLogShipping', record());
    const copies = [{ database: 'mgc', role: 'backup' }] as const;
    const { facts } = await host.run('observeStores', { side: 'secondary', copies });
    const around = { pool: host.pool, seen: { ...normalState, stores: facts }, token: 'r1', undoing: false };
    const textsOf = (acts: readonly Act[]): string[] => acts.map(({ text }) => text.replace(/;$/, ''));
    const planned = [
      ...textsOf(operations.removeLogShipping.acts({ on: 'backup' }, around)),
      ...textsOf(
        operations.restoreLogShipping
          .acts({ on: 'backup', record: before }, { ...around, undoing: true })
          .filter(({ onlyIf }) => onlyIf?.startsWith('log shipping was removed') === true),
      ),
    ];
    const from = productEntries(host.lab).length;
    await host.run('removeLogShipping', { on: 'backup' });
    await host.run('restoreLogShipping', { on: 'backup', record: before });
    expect(textsSince(from)).toEqual(planned);
  });

  it('stays away when there was none', async () => {
    await host.run('removeLogShipping', { on: 'backup' });
    await expect(host.again('restoreLogShipping', { on: 'backup', record: {} })).resolves.toEqual([]);
  });
});

describe('the log backups that were not copied', () => {
  let names: readonly string[];

  beforeEach(async () => {
    names = await threeTaken();
  });

  it('are listed with the LSN where the chain ends', async () => {
    const facts = await host.run('readLogChain', { of: 'backup' });
    expect(facts).toMatchObject({
      shareReachable: true,
      toCopy: { count: 3, names },
      toApply: { count: 3, names },
    });
    expect(facts.broken).toBeUndefined();
  });

  it('stop the copy with a sentence when one of them has gone', async () => {
    const gone = onShare('mgc_20990101000002.trn');
    renameSync(gone, outOf(gone));
    const before = copied();
    const failure = await failureOf(host.run('copyLogBackups', copy));
    expect([failure.type, failure.nonRetryable]).toEqual(['LogBackupMissing', true]);
    expect(failure.message).toMatch(
      /^A log backup is missing: .* mgc_20990101000003\.trn, begins at LSN \d+\. Put the missing log backup, whatever its name, .* then retry the step\.$/,
    );
    expect(copied()).toEqual(before);
    renameSync(outOf(gone), gone);
  });

  it('are said to be behind a gap that a log backup may fill whose job did not live to name it', async () => {
    const named = onShare('mgc_20990101000002.trn');
    const unnamed = named.replace('.trn', '.wrk');
    renameSync(named, unnamed);
    const { broken } = await host.run('readLogChain', { of: 'backup' });
    renameSync(unnamed, named);
    expect(broken).toMatch(/^A log backup is missing: .* mgc_20990101000002\.wrk on the share may hold it/);
  });

  it('leave no half file when one of them is damaged', async () => {
    const damaged = onShare('mgc_20990101000002.trn');
    renameSync(damaged, outOf(damaged));
    writeFileSync(damaged, 'not a backup');
    const before = copied();
    await failureOf(host.run('copyLogBackups', copy));
    expect(copied()).toEqual(before);
    renameSync(outOf(damaged), damaged);
  });

  it('are copied once, and what a killed worker left behind is cleared away', async () => {
    const part = path.join(folderOf(host.pool.logShipping.copyFolder), 'mgc_20990101000001.trn.deadbeef.part');
    writeFileSync(part, 'half');
    await expect(host.run('copyLogBackups', copy)).resolves.toEqual({ says: '3 copied' });
    expect(copied().filter((name) => name.startsWith('mgc_2099'))).toEqual([
      'mgc_20990101000001.trn',
      'mgc_20990101000002.trn',
      'mgc_20990101000003.trn',
    ]);
    expect(existsSync(part)).toBe(false);
    await expect(host.run('copyLogBackups', copy)).resolves.toEqual({ says: '0 copied' });
  });

  it('are taken from a share that the plan knew to be out of reach, where it is back; else what was copied counts', async () => {
    const known = { ...copy, shareReachable: false };
    const share = folderOf(host.pool.logShipping.share);
    renameSync(share, `${share}.away`);
    await expect(host.run('copyLogBackups', known)).resolves.toEqual({
      says: 'the share cannot be reached: only what was copied before counts',
    });
    renameSync(`${share}.away`, share);
    await expect(host.run('copyLogBackups', known)).resolves.toEqual({
      says: '3 copied from the share, which is back since the plan was made',
    });
  });
});

describe('the log backups that were not applied', () => {
  const applied = (from: number): string[] =>
    host.changesSince(from).flatMap((text) => /^RESTORE LOG .*(mgc_\w+\.trn)/.exec(text)?.[1] ?? []);
  let upTo: string;
  const promised = () => ({ on: 'backup', upTo, familyGuid: null }) as const;

  beforeEach(async () => {
    await threeCopied();
    upTo = (await host.run('readLogChain', { of: 'backup' })).endsAt;
  });

  it('are refused when the newest has gone, which leaves no gap behind', async () => {
    const gone = path.join(folderOf(host.pool.logShipping.copyFolder), 'mgc_20990101000003.trn');
    renameSync(gone, outOf(gone));
    const from = host.now;
    const failure = await failureOf(host.run('applyLogBackups', promised()));
    expect([failure.type, failure.nonRetryable]).toEqual(['LogBackupMissing', true]);
    expect(failure.message).toContain(`the plan promised all up to ${upTo}`);
    expect(applied(from)).toEqual([]);
    renameSync(outOf(gone), gone);
  });

  it('stop at a gap in the copy folder, and nothing is applied', async () => {
    const gone = path.join(folderOf(host.pool.logShipping.copyFolder), 'mgc_20990101000002.trn');
    renameSync(gone, outOf(gone));
    const from = host.now;
    const failure = await failureOf(host.run('applyLogBackups', promised()));
    expect([failure.type, failure.nonRetryable]).toEqual(['LogBackupMissing', true]);
    expect(failure.message).toContain('mgc_20990101000003.trn');
    expect(applied(from)).toEqual([]);
    renameSync(outOf(gone), gone);
  });

  it('are applied from where an earlier attempt came to, each of them once', async () => {
    const { copyFolder } = host.pool.logShipping;
    const first = `RESTORE LOG mgc FROM DISK = N'${copyFolder}\\mgc_20990101000001.trn' WITH NORECOVERY`;
    await host.asAdministrator('backup', first);
    const { endsAt } = await host.run('readLogChain', { of: 'backup' });
    const from = host.now;
    const { says } = await host.run('applyLogBackups', promised());
    expect(applied(from)).toEqual(['mgc_20990101000002.trn', 'mgc_20990101000003.trn']);
    expect(says).toMatch(new RegExp(`^2 applied, up to LSN ${endsAt} \\(\\d{4}-\\d\\d-\\d\\dT.*Z\\)$`));
    await expect(host.again('applyLogBackups', promised())).resolves.toEqual([]);
  });
});

describe('the tail of the log', () => {
  const seal = { on: 'primary' } as const;

  beforeEach(fenced);

  it('seals the principal, once, after a log backup whose job did not live to name it has its name', async () => {
    const abandoned = await takeLogBackup();
    renameSync(onShare(abandoned), onShare(abandoned.replace('.trn', '.wrk')));
    writeFileSync(onShare('mgc_20990101999999.wrk'), 'half a backup');
    const from = host.now;
    const { lastLsn } = await host.run('takeTailLog', seal);
    expect([existsSync(onShare(abandoned)), existsSync(onShare('mgc_20990101999999.trn'))]).toEqual([true, false]);
    const sealed = host.instance('primary').database('mgc');
    expect([sealed?.state, sealed?.mirroring]).toEqual(['RESTORING', undefined]);
    expect(host.changesSince(from).filter((text) => text.startsWith('BACKUP LOG'))).toHaveLength(1);
    await expect(host.again('takeTailLog', seal)).resolves.toEqual([]);
    await expect(host.run('takeTailLog', seal)).resolves.toEqual({ lastLsn });
  });

  it('is undone by bringing the principal online again, which may happen twice', async () => {
    await host.run('takeTailLog', seal);
    await host.run('bringPrincipalBack', { ...seal, losesMirror: false });
    expect(host.instance('primary').database('mgc')?.state).toBe('ONLINE');
    await expect(host.again('bringPrincipalBack', { ...seal, losesMirror: false })).resolves.toEqual([]);
  });
});

describe('the backup mgc', () => {
  let upTo: string;
  const promised = () => ({ on: 'backup', fenced: ['primary', 'mirror'], upTo, familyGuid: null }) as const;

  beforeEach(async () => {
    await threeCopied();
    const { endsAt } = await host.run('readLogChain', { of: 'backup' });
    await host.run('applyLogBackups', { on: 'backup', upTo: endsAt, familyGuid: null });
    upTo = (await host.run('readLogChain', { of: 'backup' })).redoLsn;
  });

  it('is not brought online beside a primary that can be written to', async () => {
    const failure = await failureOf(host.run('bringOnline', promised()));
    expect([failure.type, failure.nonRetryable]).toEqual(['NotFenced', true]);
    expect(failure.message).toMatch(
      /^Not fenced: mgc on .* is ONLINE.*Seal it .* or switch it off, then retry the step\.$/,
    );
    expect(host.instance('backup').database('mgc')?.state).toBe('RESTORING');
  });

  it('is brought online with its users repaired, once', async () => {
    await host.asAdministrator('primary', 'ALTER DATABASE mgc SET PARTNER OFF; ALTER DATABASE mgc SET OFFLINE');
    const from = host.now;
    const told = await host.run('bringOnline', promised());
    const changes = host.changesSince(from);
    expect(host.instance('backup').database('mgc')).toMatchObject({ state: 'ONLINE', userAccess: 'MULTI_USER' });
    expect(changes[0]).toBe('RESTORE DATABASE [mgc] WITH RECOVERY');
    expect(changes).toContain('ALTER USER [chatservice] WITH LOGIN = [chatservice]');
    const newestMessageAt = '2025-11-29T08:00:00.000Z';
    expect(told).toEqual({ newest: `newest message ${newestMessageAt}`, newestMessageAt });
    await expect(host.again('bringOnline', promised())).resolves.toEqual([]);
  });

  it('that is online is no copy to apply log backups to', async () => {
    await host.asAdministrator('backup', statements.recover());
    const failure = await failureOf(host.run('readLogChain', { of: 'backup' }));
    expect([failure.type, failure.nonRetryable]).toEqual(['BackupCopyUnusable', true]);
  });

  it('that nobody serves from is waited for until the attempt is cancelled', async () => {
    await host.asAdministrator('backup', statements.recover());
    const attempt = host.attempt('verifyService', { side: 'secondary' });
    await until('it waits', () =>
      attempt.beats.some(({ says }) => says?.startsWith('waiting for a chat server') === true),
    );
    attempt.cancel();
    await expect(attempt.result).rejects.toBeInstanceOf(CancelledFailure);
  });
});

describe('a look at the stores', () => {
  it('takes an instance that does not answer for an answer', async () => {
    await host.lab.estate.stopInstance(host.instance('mirror'));
    const copies = (['primary', 'mirror', 'backup'] as const).map((role) => ({ database: 'mgc' as const, role }));
    const { facts: stores, worker } = await host.run('observeStores', { side: 'secondary', copies });
    expect(worker).toMatchObject({ side: 'secondary', role: 'sql', host: 'worker', knows: { takeTailLog: 1 } });
    expect(stores.map(({ role, server, copy }) => [role, server?.sysadmin, copy?.state])).toEqual([
      ['primary', true, 'ONLINE'],
      ['mirror', undefined, undefined],
      ['backup', true, 'RESTORING'],
    ]);
    expect(stores[1]?.reason).toContain('SQL2\\CHAT');
  });
});

describe('a fence around stores that do not answer', () => {
  it('says that nobody can be seen there', async () => {
    for (const role of ['primary', 'mirror'] as const) await host.lab.estate.stopInstance(host.instance(role));
    await expect(host.run('waitForNoSessions', { on: ['primary', 'mirror'] })).resolves.toEqual({
      seen: 'the primary store cannot be asked for sessions',
    });
    await host.run('confirmFence', { on: ['primary', 'mirror'] });
  });
});

describe('compliance rows', () => {
  it('that nobody can count now are told as they were counted before, and stop no step', async () => {
    await expect(host.run('noteComplianceRows', { counted: 3, again: 'backup' })).resolves.toEqual({
      complianceRowsNotExported: 3,
      notes: [
        '3 compliance row(s) in mgccomp were not exported; let an adapter drain the database that is left behind.',
      ],
    });
    await expect(host.run('noteComplianceRows', { counted: 0, again: null })).resolves.toEqual({
      complianceRowsNotExported: 0,
    });
    await expect(host.run('noteComplianceRows', { counted: null, again: 'backup' })).resolves.toEqual({
      notes: ['The compliance rows that no adapter had exported could not be counted: no serving mgccomp answers.'],
    });
  });
});
