/** What every procedure is counted by is itself shown a ledger with an effect that happened twice. */
import type { LedgerEntry } from '../../../estate/contract';
import { effectsTwice, ledgerEnd } from '../../../rig/invariants/effects-twice';

const entriesOf = (...rows: readonly (Partial<LedgerEntry> & { text: string })[]): LedgerEntry[] =>
  rows.map((row, index) => ({
    sequence: index + 1,
    at: '2026-11-21T10:00:00.000Z',
    where: 'SQL1\\CHAT',
    by: 'pchatdr (persistent-chat-dr)',
    kind: 'statement',
    outcome: 'done',
    changed: true,
    ...row,
  }));

const backup = { text: "BACKUP DATABASE [mgc] TO DISK = N'\\\\fs1\\logs\\mgc_failback_1.bak'" };
const cmdlet = { kind: 'cmdlet', text: 'Set-CsPersistentChatState -PoolState FailedOver' } as const;

describe('effectsTwice', () => {
  it('names a change that the same statement made twice on one instance', () => {
    expect(effectsTwice(entriesOf(backup, { text: 'DROP DATABASE [mgc]' }, backup), 0)).toEqual([
      { where: 'SQL1\\CHAT', text: backup.text, times: 2 },
    ]);
  });

  it('counts a cmdlet once for the pool, whichever host ran it', () => {
    const entries = entriesOf({ ...cmdlet, where: 'worker.dallas' }, { ...cmdlet, where: 'worker.chicago' });
    expect(effectsTwice(entries, 0)).toEqual([{ where: 'the pool', text: cmdlet.text, times: 2 }]);
  });

  it('lets the same statement pass on two instances, and an attempt that changed nothing', () => {
    const entries = entriesOf(backup, { ...backup, where: 'SQL3\\CHAT' }, { ...backup, changed: false });
    expect(effectsTwice(entries, 0)).toEqual([]);
  });

  it('lets jobs of log shipping start again and again, but no other job', () => {
    const start = (job: string): { text: string } => ({ text: `EXEC msdb.dbo.sp_start_job @job_name = N'${job}'` });
    const entries = entriesOf(start('LSBackup_mgc'), start('LSBackup_mgc'), start('PCDR_tail_1'), start('PCDR_tail_1'));
    expect(effectsTwice(entries, 0)).toEqual([{ where: 'SQL1\\CHAT', text: start('PCDR_tail_1').text, times: 2 }]);
  });

  it('lets the alert job of log shipping say the same again, which is its own doing', () => {
    const alert = { text: 'EXEC sys.sp_check_log_shipping_monitor_alert', by: 'NT SERVICE\\SQLSERVERAGENT' };
    expect(effectsTwice(entriesOf(alert, alert), 0)).toEqual([]);
  });

  it('looks at one procedure only: what stood in the ledger before does not count', () => {
    const before = entriesOf(backup);
    expect(effectsTwice([...before, ...entriesOf(backup, backup).slice(1)], ledgerEnd(before))).toEqual([]);
  });
});
