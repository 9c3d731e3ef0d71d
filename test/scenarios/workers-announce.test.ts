/** A host worker tells what it knows when it looks; a runbook that it cannot read is refused before anything is touched. */
import type { Looked } from '../../activities/host';
import type { WorkerRole } from '../../domain/topology/pool';
import { aPool } from '../../lab/rig/testing/a-pool';
import { allConsents, estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { productEntries } from '../../lab/rig/testing/product-ledger';
import { operator } from './support/run';

let estate: EstateUnderTest;

beforeAll(async () => {
  estate = await estateUnderTest({ pool: aPool({ without: ['mirror', 'backupMirror', 'compliance'] }) });
});
afterEach(() => {
  estate.workers.faults.clear();
});

type Knows = Looked<unknown>['worker']['knows'];

/** From now on the workers of the role in the secondary data centre are of a release that knows this instead. */
function ofAnotherRelease(role: WorkerRole, knowing: (knows: Knows) => Knows): void {
  estate.workers.faults.lie(role === 'sql' ? 'observeStores' : 'observeLync', async (work, input) => {
    const looked = (await work()) as Looked<unknown>;
    const { worker } = looked;
    const isMeant = (input as { side: string }).side === 'secondary';
    return isMeant ? { ...looked, worker: { ...worker, knows: knowing(worker.knows) } } : looked;
  });
}

/** The run's refusal; nothing was touched. */
async function refusal(): Promise<string> {
  const before = productEntries(estate.lab).length;
  const run = await estate.start('failover', allConsents('failover'));
  const sentence = await run.refusal();
  expect((await run.progress()).phase).toBe('ended');
  expect(productEntries(estate.lab).slice(before)).toEqual([]);
  return sentence;
}

const remedy = 'Give every worker the same release, restart it, then start again.';

describe('A failover is refused', () => {
  it('when a worker does not know an operation of its runbook, and names host, data centre and operation', async () => {
    ofAnotherRelease('sql', ({ bringOnline: _, ...older }) => older);
    const { name } = estate.pool.secondaryDataCentre;
    expect(await refusal()).toBe(
      `The sql worker on worker.${name} in ${name} cannot read this runbook: it does not know the operation bringOnline. ${remedy}`,
    );
  });

  it('when a worker knows another version of one', async () => {
    ofAnotherRelease('lync', (knows) => ({ ...knows, setPoolState: 7 }));
    const { name } = estate.pool.secondaryDataCentre;
    expect(await refusal()).toBe(
      `The lync worker on worker.${name} in ${name} cannot read this runbook: it knows version 7 of setPoolState, and the runbook was written for 2. ${remedy}`,
    );
  });

  it('when a worker was replaced by an older one while the run waited for its consent', async () => {
    const run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    ofAnotherRelease('sql', ({ applyLogBackups: _, ...older }) => older);
    await run.consent();
    expect(await run.refusal()).toContain('it does not know the operation applyLogBackups');
  });
});

describe('A failover is planned', () => {
  it('when every worker knows more than it asks for', async () => {
    ofAnotherRelease('sql', (knows) => ({ ...knows, anOperationOfTomorrow: 1 }));
    const run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    await run.send('abort', operator);
    expect(await run.result()).toMatchObject({ result: 'undone' });
  });
});
