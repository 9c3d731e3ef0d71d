/** A plan for tests of what is made of plans: one step that can be undone, the point of no return, one behind it. */
import type { Act, Plan, PlannedOperation, PlannedStep } from '../../domain/run/plan';

export const anAct = (text: string, changes: Partial<Act> = {}): Act => ({
  kind: 'T-SQL',
  on: 'SQL3\\CHAT',
  text,
  known: 'seen',
  ...changes,
});

export const anOperation = (id: string, acts: readonly Act[] = []): PlannedOperation => ({
  id,
  name: id,
  version: 1,
  kind: 'act',
  side: 'secondary',
  role: 'sql',
  input: {},
  atLeast: [],
  acts,
});

export const aStep = (id: string, changes: Partial<PlannedStep> = {}): PlannedStep => ({
  kind: 'step',
  id,
  title: `Title of ${id}`,
  runbook: 'failover 4',
  undoSays: null,
  operations: [anOperation(id)],
  undo: [],
  ...changes,
});

export const aPlan = (changes: Partial<Plan> = {}): Plan => ({
  procedure: 'failover',
  pool: 'chat.contoso.com',
  hash: 'abc1234567',
  order: 'service-first',
  obstacles: [],
  consents: ['approve'],
  notes: [],
  serving: 'primary',
  entries: [
    aStep('removeLogShipping', {
      title: 'Remove log shipping',
      runbook: 'failover 1',
      undoSays: 'log shipping configured again',
      operations: [anOperation('removeLogShipping', [anAct('EXEC one;\nEXEC two;')])],
      undo: [anOperation('restoreLogShipping', [anAct('EXEC three;', { onlyIf: 'it was removed' })])],
    }),
    { kind: 'point of no return' },
    aStep('bringOnline', {
      title: 'Bring the backup mgc online',
      operations: [
        anOperation('bringOnline', [
          anAct('KILL {session};', { forEach: { each: 'session', of: 'sessions on mgc' } }),
          anAct('RESTORE DATABASE [mgc]\nWITH RECOVERY;'),
        ]),
      ],
    }),
  ],
  next: 'Nothing.',
  ...changes,
});
