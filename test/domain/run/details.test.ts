import { currentDetails } from '../../../domain/run/details';
import type { Progress } from '../../../domain/run/progress';
import { aPlan, aStep, anAct, anOperation } from '../../support/a-plan';

const progress: Progress = {
  procedure: 'failover',
  pool: 'chat.contoso.com',
  phase: 'running',
  mayType: [],
  steps: [
    { id: 'recordLogShipping', title: 'Record log shipping', status: 'done', says: 'pool state Normal' },
    { id: 'clearActiveServers', title: 'Empty the active list', status: 'running' },
    { id: 'bringOnline', title: 'Bring the backup mgc online', status: 'pending' },
  ],
};

const plan = aPlan({
  lossBound: { kind: 'none', says: 'Nothing is lost.' },
  notes: ['No worker of chicago answers.'],
});

const consent: Progress = {
  ...progress,
  phase: 'awaiting consent',
  waitsFor: 'It waits for approve of plan abc1234567.',
  mayType: [
    { update: 'approve', json: '{"by":"your name","reason":"why","plan":"abc1234567"}' },
    { update: 'abort', json: '{"by":"your name","reason":"why"}' },
  ],
};

describe('the current details of a run', () => {
  it('say where it is, as a table of its steps', () => {
    expect(currentDetails(progress, undefined).split('\n')).toEqual([
      '## failover of chat.contoso.com: running',
      '',
      '| Step | Status | |',
      '| --- | --- | --- |',
      '| Record log shipping | done | pool state Normal |',
      '| Empty the active list | ... |  |',
      '| Bring the backup mgc online |   |  |',
    ]);
  });

  it('say what it waits for, what may be typed, and the plan to read before', () => {
    expect(currentDetails(consent, plan).split('\n')).toEqual([
      '## failover of chat.contoso.com: awaiting consent',
      '',
      '**Waits for a person.** It waits for approve of plan abc1234567.',
      '',
      'More Actions > Send an Update, with one of these (paste it: the tab User Metadata loses a typed "r"):',
      '',
      '- **approve** `{"by":"your name","reason":"why","plan":"abc1234567"}`',
      '- **abort** `{"by":"your name","reason":"why"}`',
      '',
      '> Nothing is lost.',
      '',
      '| Step | Status | |',
      '| --- | --- | --- |',
      '| Record log shipping | done | pool state Normal |',
      '| Empty the active list | ... |  |',
      '| Bring the backup mgc online |   |  |',
      '',
      '### Plan `abc1234567` (service-first)',
      '',
      '- No worker of chicago answers.',
      '',
      '**Remove log shipping** (failover 1)',
      '',
      'Undo: log shipping configured again.',
      '',
      '    SQL3\\CHAT: EXEC one;',
      '',
      '**Point of no return:** what follows is not undone.',
      '',
      '**Bring the backup mgc online** (failover 4)',
      '',
      '    SQL3\\CHAT: KILL {session}; (for each of: sessions on mgc)',
      '    SQL3\\CHAT: RESTORE DATABASE [mgc]',
    ]);
  });

  it('hold JSON that is typed as it stands', () => {
    const typed = [...currentDetails(consent, plan).matchAll(/^- \*\*(\w+)\*\* `(.+)`$/gm)];
    expect(typed.map(([, update, json]) => [update, JSON.parse(json!) as unknown])).toEqual([
      ['approve', { by: 'your name', reason: 'why', plan: 'abc1234567' }],
      ['abort', { by: 'your name', reason: 'why' }],
    ]);
  });

  it('have no fence, because the Web UI swallows one that names a language', () => {
    expect(currentDetails(consent, plan)).not.toMatch(/```|~~~/);
  });

  it('keep what a step says inside its cell', () => {
    const says = 'Command | failed:\r\nthe second\nline';
    const shown = currentDetails(
      { ...progress, steps: [{ ...progress.steps[0]!, status: 'failed', says }] },
      undefined,
    );
    expect(shown.split('\n').at(-1)).toBe('| Record log shipping | FAILED | Command \\| failed: the second line |');
  });

  it('show the first six acts of a step and how many follow', () => {
    const acts = Array.from({ length: 8 }, (_, index) => anAct(`ACT ${String(index + 1)}`));
    const entries = [aStep('many', { operations: [anOperation('many', acts)] })];
    const shown = currentDetails(consent, { ...plan, entries }).split('\n');
    expect(shown.slice(-3)).toEqual([
      '    SQL3\\CHAT: ACT 5',
      '    SQL3\\CHAT: ACT 6',
      '    ... and 2 more: query "plan"',
    ]);
  });

  it('remind of the possible loss until the run has ended', () => {
    expect(currentDetails(progress, plan)).toContain('> Nothing is lost.');
    expect(currentDetails({ ...progress, phase: 'ended' }, plan)).not.toContain('> Nothing is lost.');
  });
});
