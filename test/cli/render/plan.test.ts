import { planText } from '../../../cli/render/plan';
import { aPlan } from '../../support/a-plan';

describe('A plan as text', () => {
  it('shows hash, remarks, bound of loss, and each step with place and whole text of its acts, undo and point of no return', () => {
    const text = planText(
      aPlan({ notes: ['The primary does not answer.'], lossBound: { kind: 'none', says: 'Nothing is lost.' } }),
    );
    expect(text.split('\n')).toEqual([
      'Plan abc1234567: failover of chat.contoso.com, service-first',
      '  - The primary does not answer.',
      '  - Nothing is lost.',
      '',
      'Remove log shipping  [failover 1]',
      '  SQL3\\CHAT (T-SQL):',
      '    EXEC one;',
      '    EXEC two;',
      '  undo: log shipping configured again',
      '    SQL3\\CHAT (T-SQL, only if it was removed):',
      '      EXEC three;',
      '',
      '---- Point of no return: what follows is not undone. ----',
      '',
      'Bring the backup mgc online  [failover 4]',
      '  SQL3\\CHAT (T-SQL, for each of: sessions on mgc):',
      '    KILL {session};',
      '  SQL3\\CHAT (T-SQL):',
      '    RESTORE DATABASE [mgc]',
      '    WITH RECOVERY;',
    ]);
  });
});
