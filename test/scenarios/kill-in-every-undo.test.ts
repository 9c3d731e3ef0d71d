/** An aborted run undoes; the host worker that has an undo in hand is killed before it, and in the middle of it. */
import type { EstateCall, Moment } from '../../lab/rig/faults/moments';
import { leavingSomething } from '../support/steps';
import { Followed } from './support/kill/followed';
import { edges, Killer } from './support/kill/killer';
import { killableStack, type KillableStack } from './support/kill/killable-stack';
import { operator, type Run } from './support/run';

let stack: KillableStack;
let followed: Followed;

beforeAll(async () => {
  stack = await killableStack();
  stack.twoHostsEverywhere();
  followed = await Followed.on(stack);
}, 180_000);
afterAll(() => stack.close());
afterEach(() => {
  expect(stack.lab.moments.failures).toEqual([]);
});

const changing = /^(ALTER DATABASE|BACKUP|DROP DATABASE|RESTORE (DATABASE|LOG)$|EXECUTE$)/;

/** What the product itself changes: by its statements, its Agent jobs, the cmdlets of its workers' shells. */
const isChange = ({ kind, program, where, act }: EstateCall): boolean =>
  kind === 'cmdlet'
    ? where.startsWith('worker.') && !act.command.toLowerCase().startsWith('get-')
    : (program === 'persistent-chat-dr' || program.startsWith('SQLAgent - TSQL JobStep')) &&
      changing.test(act.command) &&
      act.objects[0] !== 'sp_executesql';

/**
 * Kills twice at every undo: before its first change, and half-way, after it. One that only removes a file makes no call and
 * has no middle. @returns where.
 */
function atEveryUndo(killer: Killer): Set<string> {
  const killed = new Set<string>();
  for (const edge of edges) {
    killer.at({ edge, call: /./s }, async (call) => {
      if (!isChange(call)) return false;
      const activity = await killer.inHand();
      const here = `${edge} ${activity ?? ''}`;
      if (activity === undefined || killed.has(here)) return false;
      killed.add(here);
      return true;
    });
  }
  return killed;
}

/** Aborts at the last moment at which it can be undone, and kills whoever undoes, at every change. */
function abortedAndKilled(run: Run, killer: Killer, at: Moment): Promise<Set<string>> {
  return new Promise((resolve) => {
    stack.lab.moments.when(at, async () => {
      await run.send('abort', operator);
      resolve(atEveryUndo(killer));
    });
  });
}

describe('killed before and half-way through every undo, an aborted run leaves the estate as it was', () => {
  it.each([
    [
      'failover',
      { edge: 'before', step: 'applyLogBackups' },
      ['restoreLogShipping', 'bringPrincipalBack', 'installMirror', 'resumeLogBackups', 'setActiveServers'],
    ],
    [
      'failback',
      { edge: 'after', step: 'mirrorPrimary' },
      ['removeMirroring', 'putBack', 'installMirror', 'setActiveServers'],
    ],
  ] as const)('%s', async (name, last, undos) => {
    let killed = new Set<string>();
    const report = await followed.toWhereItBegan(name, async (run) => {
      const killer = new Killer(stack, run);
      killed = await abortedAndKilled(run, killer, last);
      await run.handle.result().finally(() => killer.rest());
    });
    expect([...report.undone].sort()).toEqual(leavingSomething(name).sort());
    expect([...killed]).toEqual(
      expect.arrayContaining(undos.flatMap((undo) => edges.map((edge) => `${edge} ${undo}`))),
    );
  });
});
