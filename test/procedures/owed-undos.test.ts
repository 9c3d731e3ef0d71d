/** What earlier runs owe: in the way where it is seen not to be done, told where nobody can see it, gone where it is done. */
import type { Observation } from '../../domain/observation';
import type { OwedBefore } from '../../domain/run/report';
import { owedSeen } from '../../procedures/owed-undos';
import { normalState, silent, withCopy, withStore } from '../domain/support/observation';

const owing = (name: string, input: object): OwedBefore => ({
  procedure: 'failback',
  since: '2026-11-21T03:00:00.000Z',
  step: 'aStep',
  title: 'A step',
  why: 'No worker of chicago took it.',
  lines: ['SQL1\\CHAT: EXEC something'],
  operations: [{ name, input: input as Record<string, unknown> }],
});
const enabled = (isEnabled: boolean): Observation =>
  withStore(normalState, 'primary', {
    shipping: {
      primary: { backupJob: 'LSBackup_mgc', secondaries: [] },
      jobs: [{ name: 'LSBackup_mgc', enabled: isEnabled, schedules: [] }],
    },
  });
const noShipping = withStore(normalState, 'backup', { shipping: { jobs: [] } });

describe('an undo that an earlier run owes', () => {
  it.each<[string, OwedBefore, Observation, 'obstacle' | 'note' | 'nothing']>([
    ['a job that is disabled', owing('enableLogBackups', { on: 'primary' }), enabled(false), 'obstacle'],
    ['a job that was enabled since', owing('enableLogBackups', { on: 'primary' }), enabled(true), 'nothing'],
    [
      'a job that was disabled before',
      owing('resumeLogBackups', { on: 'primary', enables: false }),
      enabled(false),
      'nothing',
    ],
    ['log shipping that is missing', owing('restoreLogShipping', { on: 'backup' }), noShipping, 'obstacle'],
    ['log shipping that is there', owing('restoreLogShipping', { on: 'backup' }), normalState, 'nothing'],
    [
      'a database that is OFFLINE',
      owing('setOnline', { on: 'primary' }),
      withCopy(normalState, 'primary', { state: 'OFFLINE' }),
      'obstacle',
    ],
    [
      'a database that is sealed',
      owing('bringPrincipalBack', { on: 'primary' }),
      withCopy(normalState, 'primary', { state: 'RESTORING' }),
      'obstacle',
    ],
    [
      'a mirror, which takes hours to seed',
      owing('installMirror', { of: 'primary' }),
      withCopy(normalState, 'primary', { mirroringRole: null }),
      'note',
    ],
    [
      'a store that does not answer',
      owing('enableLogBackups', { on: 'primary' }),
      silent(normalState, 'primary'),
      'note',
    ],
    ['a file, which no look asks for', owing('removeBackup', { on: 'backup' }), normalState, 'note'],
  ])('%s', (_, owed, seen, is) => {
    const { obstacles, notes, left } = owedSeen([owed], seen);
    expect({ obstacles: obstacles.length, notes: notes.length, left }).toEqual({
      obstacles: is === 'obstacle' ? 1 : 0,
      notes: is === 'note' ? 1 : 0,
      left: is === 'nothing' ? [] : [owed],
    });
  });

  it('is said with whose it is, why, and the lines that do it by hand', () => {
    const owed = owing('enableLogBackups', { on: 'primary' });
    expect(owedSeen([owed], enabled(false)).obstacles[0]?.says).toBe(
      'A failback that ended at 2026-11-21T03:00:00.000Z owes the undo of "aStep" (A step): No worker of chicago took it, and it has not been done since. Do it by hand, then start again: SQL1\\CHAT: EXEC something',
    );
    expect(owedSeen([owed], silent(normalState, 'primary')).notes).toEqual([
      'A failback that ended at 2026-11-21T03:00:00.000Z owes the undo of "aStep" (A step): No worker of chicago took it; whether somebody has done it since cannot be seen. If not: SQL1\\CHAT: EXEC something',
    ]);
  });
});
