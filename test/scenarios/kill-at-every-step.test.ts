/** The host worker that has a step in hand is killed at every step. */
import type { ProcedureName } from '../../procedures/registry';
import type { EstateCall } from '../../lab/rig/faults/moments';
import { stepIdsOf } from '../support/steps';
import { Followed } from './support/kill/followed';
import { edges, Killer } from './support/kill/killer';
import { killableStack, type KillableStack } from './support/kill/killable-stack';

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

/** Copying files is no call that the estate sees; but each copy is checked before it gets its name. */
const checksCopy = ({ act }: EstateCall): boolean => String(act.options.get('disk')).includes('.part');

/** Kills twice at every step, once at either edge. @returns where, as it comes to pass. */
function atEveryStep(procedure: ProcedureName, killer: Killer): Set<string> {
  const killed = new Set<string>();
  for (const step of stepIdsOf(procedure)) {
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
      stepIdsOf(name)
        .flatMap((step) => edges.map((edge) => `${edge} ${step}`))
        .sort(),
    );
  });
});
