/** What the operations of a failover say before the run: the lines that they may execute, and what keeps them from working. */
import type { Around } from '../../../activities/operation';
import { operations } from '../../../activities/operations';
import { fileNames } from '../../../domain/file-names';
import { holding } from '../../../domain/judgements';
import { noShipping, type LogShippingRecord } from '../../../domain/log-shipping-record';
import { storeSeen, type Observation } from '../../../domain/observation';
import type { InputOf, OperationName } from '../../../procedures/contract';
import {
  normalState,
  primaryLost,
  silent,
  withChain,
  withServer,
  withStore,
  without,
} from '../../domain/support/observation';
import { aPool } from '../../domain/support/pool';

const pool = aPool();
const on = 'backup';
const around = (seen: Observation, undoing = false): Around => ({ pool, seen, token: 'r1', undoing });

const linesOf = <Name extends OperationName>(name: Name, input: InputOf<Name>, given: Around): string[] =>
  operations[name].acts(input, given).map(({ kind, text, known, onlyIf, forEach }) => {
    const condition = onlyIf === undefined ? (forEach === undefined ? '' : `, each ${forEach.of}`) : `, if ${onlyIf}`;
    return `${kind}, ${known}${condition}: ${text}`;
  });
const needsOf = <Name extends OperationName>(name: Name, input: InputOf<Name>, seen: Observation): string[] =>
  holding(operations[name].needs(input, around(seen))).map(({ says }) => says);

const shipping = storeSeen(normalState, on)!.shipping!;
const record: LogShippingRecord = { secondary: shipping.secondary!.record };

describe('the removal of log shipping', () => {
  it('disables both jobs before it deletes the row', () => {
    expect(linesOf('removeLogShipping', { on }, around(normalState))).toEqual([
      expect.stringMatching(/^T-SQL, seen: EXEC msdb.dbo.sp_update_job .*LSCopy_SQL1\\CHAT_mgc.*@enabled = 0/s),
      expect.stringMatching(/^T-SQL, seen: EXEC msdb.dbo.sp_update_job .*LSRestore_SQL1\\CHAT_mgc.*@enabled = 0/s),
      expect.stringMatching(/^T-SQL, seen: EXEC master.dbo.sp_delete_log_shipping_secondary_database/),
    ]);
  });

  it('leaves a job alone that is disabled already, and calls one by the name that it has now', () => {
    const renamed = {
      secondary: { ...shipping.secondary!, copyJob: 'Copy of mgc' },
      jobs: [
        { name: 'Copy of mgc', enabled: true, schedules: [] },
        { name: shipping.secondary!.restoreJob!, enabled: false, schedules: [] },
      ],
    };
    const [disabled, ...others] = linesOf(
      'removeLogShipping',
      { on },
      around(withStore(normalState, on, { shipping: renamed })),
    );
    expect(disabled).toContain("N'Copy of mgc'");
    expect(others).toHaveLength(1);
  });

  it('does nothing where there is none', () => {
    const seen = withStore(normalState, on, { shipping: noShipping });
    expect(linesOf('removeLogShipping', { on }, around(seen))).toEqual([]);
    expect(linesOf('restoreLogShipping', { on, record: {} }, around(seen, true))).toEqual([]);
  });

  it('is undone by what makes it anew, for its jobs go with it', () => {
    const lines = linesOf('restoreLogShipping', { on, record }, around(normalState, true));
    const was = 'T-SQL, predicted, if log shipping was removed';
    expect(lines.map((line) => line.split('\n')[0])).toEqual([
      expect.stringContaining(`${was}: EXEC master.dbo.sp_add_log_shipping_secondary_primary`) as string,
      expect.stringMatching(new RegExp(`${was}: EXEC .*LSCopy_.*@owner_login_name = N'sa'`)) as string,
      expect.stringMatching(new RegExp(`${was}: EXEC .*LSRestore_.*@owner_login_name = N'sa'`)) as string,
      expect.stringContaining(`${was}: EXEC msdb.dbo.sp_add_jobschedule`) as string,
      expect.stringContaining(`${was}: EXEC msdb.dbo.sp_add_jobschedule`) as string,
      expect.stringContaining(`${was}: EXEC master.dbo.sp_add_log_shipping_secondary_database`) as string,
      expect.stringContaining(`${was}, or the job disabled: EXEC msdb.dbo.sp_update_job`) as string,
      expect.stringContaining(`${was}, or the job disabled: EXEC msdb.dbo.sp_update_job`) as string,
      expect.stringMatching(
        /if others configured it otherwise meanwhile: EXEC .*sp_change_.*_secondary_primary/,
      ) as string,
      expect.stringMatching(
        /if others configured it otherwise meanwhile: EXEC .*sp_change_.*_secondary_database/,
      ) as string,
    ]);
  });

  it('needs the Agent of that store', () => {
    expect(needsOf('removeLogShipping', { on }, withServer(normalState, on, { agentRunning: false }))).toEqual([
      'SQL Server Agent on the backup store SQL3\\CHAT is not running; start it, for backups and restores run as its jobs.',
    ]);
  });
});

describe('the chain of log backups', () => {
  const copy: InputOf<'copyLogBackups'> = { for: on, shareReachable: true, upTo: '300', familyGuid: null };
  const name = 'mgc_20261121095500.trn';

  it('is copied file by file', () => {
    expect(linesOf('copyLogBackups', copy, around(primaryLost))).toEqual([
      `files, predicted: copy ${pool.logShipping.share}\\${name} to ${pool.logShipping.copyFolder}\\${name}`,
    ]);
  });

  it('is copied from a share that is out of reach only if it is back by then', () => {
    const away = withChain(primaryLost, { shareReachable: false, toCopy: fileNames([]) });
    expect(linesOf('copyLogBackups', { ...copy, shareReachable: false }, around(away))).toEqual([
      `files, not known before, each log backups on the share, should it be reachable by then: copy ${pool.logShipping.share}\\{file} to ${pool.logShipping.copyFolder}\\{file}`,
    ]);
  });

  it('has a damaged copy moved aside before it is copied again', () => {
    const damaged = withChain(primaryLost, { damagedCopies: [name] });
    expect(linesOf('copyLogBackups', copy, around(damaged))).toEqual([
      `files, predicted: move ${pool.logShipping.copyFolder}\\${name} to ${pool.logShipping.copyFolder}\\damaged_r1\\${name}`,
      `files, predicted: copy ${pool.logShipping.share}\\${name} to ${pool.logShipping.copyFolder}\\${name}`,
    ]);
  });

  it('ends with the tail where a store is sealed, after what that store adds until then', () => {
    const [, , more, tail] = linesOf('applyLogBackups', { ...copy, on }, around(normalState));
    expect(more).toMatch(/^T-SQL, not known before, each log backups that are finished .*: RESTORE LOG .*\\\{file\}'/s);
    expect(tail).toMatch(/^T-SQL, predicted: RESTORE LOG .*\\mgc_tail_r1\.trn'/s);
  });

  it('that is long leaves its middle out, and says of how many', () => {
    const names = Array.from({ length: 25 }, (_, index) => `mgc_${String(20261121000000 + index)}.trn`);
    const lines = linesOf('copyLogBackups', copy, around(withChain(primaryLost, { toCopy: fileNames(names) })));
    expect(lines).toHaveLength(21);
    expect(lines[10]).toBe(
      `files, not known before, each 5 more log backups: copy ${pool.logShipping.share}\\{file} to ${pool.logShipping.copyFolder}\\{file}`,
    );
  });

  it('that is broken is neither copied nor applied', () => {
    const broken = withChain(primaryLost, { broken: 'A log backup is missing.' });
    expect(needsOf('copyLogBackups', copy, broken)).toEqual(['A log backup is missing.']);
    expect(needsOf('applyLogBackups', { ...copy, on }, broken)).toEqual(['A log backup is missing.']);
    expect(needsOf('applyLogBackups', { ...copy, on }, without(primaryLost, 'chain'))).toEqual([]);
  });
});

describe('the way back of a seal', () => {
  it('recovers mgc, gives log shipping the links that it lacks, and lets its job run', () => {
    expect(linesOf('bringPrincipalBack', { on: 'primary', losesMirror: false }, around(normalState, true))).toEqual([
      'T-SQL, not known before, if mgc was sealed: RESTORE DATABASE [mgc] WITH RECOVERY;',
    ]);
    const lines = linesOf('resumeLogBackups', { on: 'primary', enables: true }, around(normalState, true));
    expect(lines).toContainEqual(
      `files, not known before, each the tail, if taken: move ${pool.logShipping.share}\\mgc_tail_r1.trn to ${pool.logShipping.share}\\mgc_{time}.trn`,
    );
    expect(lines.at(-1)).toMatch(/, if the job is disabled then: EXEC .*N'LSBackup_mgc'.*@enabled = 1/s);
  });

  it('enables no job that is not there', () => {
    const seen = withStore(normalState, 'primary', { shipping: noShipping });
    expect(linesOf('resumeLogBackups', { on: 'primary', enables: true }, around(seen, true)).join()).not.toContain(
      'T-SQL',
    );
  });
});

describe('the active list', () => {
  const list = (servers: readonly string[]): InputOf<'setActiveServers'> => ({
    servers,
    servingIn: null,
    heardBy: ['secondary'],
  });
  const empty: Observation = { ...normalState, lync: { ...normalState.lync!, activeServers: [] } };

  it('that is empty is not emptied', () => {
    expect(linesOf('setActiveServers', list([]), around(empty))).toEqual([]);
    expect(linesOf('setActiveServers', list([]), around(normalState))).toHaveLength(1);
    expect(linesOf('setActiveServers', list(['chat1.contoso.com']), around(empty))).toHaveLength(1);
  });

  it('is put back only where it is another', () => {
    expect(linesOf('setActiveServers', list(normalState.lync!.activeServers), around(normalState, true))).toEqual([
      expect.stringMatching(
        /^cmdlet, not known before, if the list is another then: Set-CsPersistentChatActiveServer /,
      ),
    ]);
  });
});

describe('a store of the primary data centre', () => {
  const both = { on: ['primary', 'mirror'] } as const;
  const refused =
    'The mirror store SQL2\\CHAT answers but refuses our login, so it can neither be sealed nor counted as dead; correct the login.';

  it('that does not answer keeps nobody from failing over', () => {
    expect(needsOf('waitForNoSessions', both, primaryLost)).toEqual([]);
    expect(needsOf('confirmFence', both, silent(normalState, 'mirror'))).toEqual([]);
  });

  it('that refuses our login is neither fenced nor dead', () => {
    const seen = withStore(primaryLost, 'mirror', { loginRefused: true });
    expect(needsOf('waitForNoSessions', both, seen)).toEqual([refused]);
    expect(needsOf('confirmFence', both, seen)).toEqual([refused]);
    const online: InputOf<'bringOnline'> = { on, fenced: both.on, upTo: '300', familyGuid: null };
    expect(needsOf('bringOnline', online, seen)).toEqual([refused]);
  });

  it('that is in use must show all of its sessions', () => {
    expect(needsOf('waitForNoSessions', both, withServer(normalState, 'primary', { sysadmin: false }))).toEqual([
      'The login used on the primary store SQL1\\CHAT is not sysadmin; grant it, for log shipping and mirroring demand it.',
    ]);
  });
});

it('no operation of a failover can always be carried out', () => {
  const dark = without(silent(silent(normalState, 'primary'), 'backup'), 'lync');
  const promised = { upTo: '300', familyGuid: null };
  expect(needsOf('recordLogShipping', { on, poolState: 'Normal', activeServers: [] }, dark)).toHaveLength(1);
  expect(needsOf('restoreLogShipping', { on, record }, dark)).toHaveLength(1);
  expect(needsOf('copyLogBackups', { for: on, shareReachable: true, ...promised }, dark)).toHaveLength(1);
  expect(needsOf('applyLogBackups', { on, ...promised }, dark)).toHaveLength(1);
  expect(needsOf('bringOnline', { on, fenced: [], ...promised }, dark)).toHaveLength(1);
  expect(needsOf('bringPrincipalBack', { on: 'primary', losesMirror: false }, dark)).toHaveLength(1);
  expect(needsOf('resumeLogBackups', { on: 'primary', enables: true }, dark)).toHaveLength(1);
  expect(needsOf('confirmNobodyActive', {}, dark)).toHaveLength(1);
  expect(needsOf('setPoolState', { state: 'Normal', heardBy: [] }, dark)).toHaveLength(1);
  expect(needsOf('setActiveServers', { servers: [], servingIn: null, heardBy: [] }, dark)).toHaveLength(1);
  expect(needsOf('verifyService', { side: 'secondary' }, dark)).toHaveLength(1);
  const small = { ...around(normalState), pool: { ...pool, mgccomp: undefined } };
  expect(operations.noteComplianceRows.needs({ counted: 0, again: null }, small)).toEqual([
    { id: 'complianceUnknown', says: 'The topology of chat.contoso.com names no compliance database.' },
  ]);
});
