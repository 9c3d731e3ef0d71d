import { planText } from '../../../cli/render/plan';

describe('A plan as text', () => {
  it('shows hash, remarks, bound of loss, and each step with undo, place and whole text of its acts', () => {
    const text = planText({
      procedure: 'failover',
      pool: 'chat.contoso.com',
      hash: 'b52d44ab13',
      variant: 'service first',
      obstacles: [],
      notes: ['The primary does not answer.'],
      lossBound: { says: 'Two minutes may be lost.' } as never,
      steps: [
        {
          id: 'removeLogShipping',
          title: 'Remove log shipping',
          runbook: 'failover 1',
          undo: 'log shipping configured again',
          acts: [{ kind: 'T-SQL', on: 'SQL3\\CHAT', text: 'EXEC one;\nEXEC two;' }],
        },
        { id: 'bringOnline', title: 'Bring mgc online', runbook: 'failover 4', undo: null, acts: [] },
      ],
    });
    expect(text).toBe(
      [
        'Plan b52d44ab13: failover of chat.contoso.com, service first',
        '  - The primary does not answer.',
        '  - Two minutes may be lost.',
        '',
        'Remove log shipping  [failover 1]',
        '  undo: log shipping configured again',
        '  SQL3\\CHAT (T-SQL):',
        '    EXEC one;',
        '    EXEC two;',
        '',
        'Bring mgc online  [failover 4]',
        '  undo: none: at or past the point of no return',
      ].join('\n'),
    );
  });
});
