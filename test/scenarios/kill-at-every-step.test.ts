/** The host worker that has a step in hand is killed at every step, and in the middle of every undo. */
import { procedures, type ProcedureName, type StepId } from '../../procedures/registry';
import type { Edge, EstateCall, Moment } from '../../lab/rig/faults/moments';
import { Followed } from './support/kill/followed';
import { Killer } from './support/kill/killer';
import { killableStack, type KillableStack } from './support/kill/killable-stack';
import { operator, type Run } from './support/run';

let stack: KillableStack;
let followed: Followed;

beforeAll(async () => {
  stack = await killableStack();
  // While one of them starts again, the other one of its data centre takes over.
  for (const side of ['primary', 'secondary'] as const) {
    const name = stack.hostWorker(side);
    stack.workers.startSecond(name, `${name}-second`);
  }
  followed = await Followed.on(stack);
}, 180_000);
afterAll(() => stack.close());
afterEach(() => {
  expect(stack.lab.moments.failures).toEqual([]);
});

const edges: readonly Edge[] = ['before', 'after'];

const stepsOf = (procedure: ProcedureName): StepId[] => Object.keys(procedures[procedure].steps) as StepId[];

/** Copying files is no call that the estate sees; but each copy is checked before it gets its name. */
const checksCopy = ({ act }: EstateCall): boolean => String(act.options.get('disk')).includes('.part');

/** Kills twice at every step, once at either edge. @returns where, as it comes to pass. */
function atEveryStep(procedure: ProcedureName, killer: Killer): Set<string> {
  const killed = new Set<string>();
  for (const step of stepsOf(procedure)) {
    const copies = step === 'copyLogBackups';
    for (const edge of edges) {
      killer.at(copies ? { edge, call: 'RESTORE HEADERONLY' } : { edge, step }, (call) => {
        const here = `${edge} ${step}`;
        if (killed.has(here) || (copies && !checksCopy(call))) return false;
        killed.add(here);
        return true;
      });
    }
  }
  return killed;
}

describe('killed before the effect of every step, and after it but before its answer', () => {
  it.each(['failover', 'failback'] as const)('a %s comes to the same end, and nothing happens twice', async (name) => {
    let killed = new Set<string>();
    await followed.toTheSameEnd(name, (run) => {
      killed = atEveryStep(name, new Killer(stack, run));
      return Promise.resolve();
    });
    expect([...killed].sort()).toEqual(
      stepsOf(name)
        .flatMap((step) => edges.map((edge) => `${edge} ${step}`))
        .sort(),
    );
  });
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

const undoable = (procedure: ProcedureName): StepId[] =>
  Object.entries(procedures[procedure].steps)
    .filter(([, { undo }]) => undo !== null && !undo.startsWith('nothing to undo'))
    .map(([id]) => id as StepId);

describe('killed before and half-way through every undo, an aborted run leaves the estate as it was', () => {
  it.each([
    [
      'failover',
      { edge: 'before', step: 'applyLogBackups' },
      ['restoreLogShipping', 'bringPrincipalBack', 'installMirror', 'resumeLogBackups', 'setActiveServers'],
      [],
    ],
    [
      'failback',
      { edge: 'after', step: 'mirrorPrimary' },
      ['removeMirroring', 'putBack', 'installMirror', 'setActiveServers'],
      ['failover'],
    ],
  ] as const)('%s', async (name, last, undos, first) => {
    for (const before of first) await followed.toTheSameEnd(before, () => Promise.resolve());
    let killed = new Set<string>();
    const report = await followed.toWhereItBegan(name, async (run) => {
      const killer = new Killer(stack, run);
      killed = await abortedAndKilled(run, killer, last);
      await run.handle.result().finally(() => killer.rest());
    });
    expect([...report.undone].sort()).toEqual(undoable(name).sort());
    expect([...killed]).toEqual(
      expect.arrayContaining(undos.flatMap((undo) => edges.map((edge) => `${edge} ${undo}`))),
    );
  });
});
