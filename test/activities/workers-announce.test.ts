/** A runbook is planned only for workers that can read it: each tells the operations and versions that it knows when it looks. */
import { knownOperations } from '../../activities/host';
import { writePlan } from '../../activities/plan';
import type { Announcement, Observation } from '../../domain/observation';
import { operationRows } from '../../procedures/contract';
import { procedures } from '../../procedures/registry';
import { normalState, primaryLost } from '../domain/support/observation';
import { aPool } from '../domain/support/pool';

const worker = (changes: Partial<Announcement> = {}): Announcement => ({
  side: 'secondary',
  role: 'sql',
  host: 'sql3',
  knows: knownOperations,
  ...changes,
});

const knowing = (changes: Record<string, number | undefined>): Announcement['knows'] =>
  Object.fromEntries(
    Object.entries({ ...knownOperations, ...changes }).flatMap(([name, version]) =>
      version === undefined ? [] : [[name, version]],
    ),
  );

const planned = (seen: Observation, ...announced: readonly Announcement[]) =>
  writePlan(procedures.failover, aPool(), {
    token: 'r1',
    request: { pool: 'chat.contoso.com' },
    observation: { ...seen, announced },
  });

const refusals = (...given: Parameters<typeof planned>): readonly string[] =>
  planned(...given).obstacles.map(({ says }) => says);

const remedy = 'Give every worker the same release, restart it, then start again.';

describe('a worker', () => {
  it('announces every operation of the contract in the version of this release', () => {
    expect(knownOperations).toEqual(
      Object.fromEntries(Object.entries(operationRows).map(([name, { version }]) => [name, version])),
    );
  });
});

describe('a failover is planned', () => {
  it.each<readonly [string, readonly Announcement[]]>([
    [
      'when every worker knows what it is to do',
      [worker(), worker({ role: 'lync', host: 'admin3' }), worker({ side: 'primary', host: 'sql1' })],
    ],
    ['when a worker knows more than this release', [worker({ knows: knowing({ anOperationOfTomorrow: 1 }) })]],
    [
      'when a worker lacks what the runbook does not ask of it',
      [worker({ knows: knowing({ backUpDatabase: undefined }) })],
    ],
    ['when a worker of another role lacks it', [worker({ role: 'lync', knows: knowing({ bringOnline: undefined }) })]],
    [
      'when a worker of another data centre lacks it',
      [worker({ side: 'primary', knows: knowing({ bringOnline: undefined }) })],
    ],
  ])('%s', (_, announced) => {
    const plan = planned(normalState, ...announced);
    expect(plan.obstacles).toEqual([]);
    expect(plan.entries.length).toBeGreaterThan(0);
  });
});

describe('a failover is refused, with the host, its data centre and the operation', () => {
  it.each<readonly [string, Observation, Announcement, readonly string[]]>([
    [
      'when a worker does not know an operation',
      normalState,
      worker({ knows: knowing({ bringOnline: undefined }) }),
      [
        `The sql worker on sql3 in dallas cannot read this runbook: it does not know the operation bringOnline. ${remedy}`,
      ],
    ],
    [
      'when it knows an older version of one',
      normalState,
      worker({ knows: knowing({ bringOnline: 0 }) }),
      [
        `The sql worker on sql3 in dallas cannot read this runbook: it knows version 0 of bringOnline, and the runbook was written for 1. ${remedy}`,
      ],
    ],
    [
      'when it knows a newer version of one',
      normalState,
      worker({ role: 'lync', host: 'admin3', knows: knowing({ setPoolState: 9 }) }),
      [
        `The lync worker on admin3 in dallas cannot read this runbook: it knows version 9 of setPoolState, and the runbook was written for 2. ${remedy}`,
      ],
    ],
    [
      'when only an undo needs it, because then there is no way back',
      normalState,
      worker({ side: 'primary', host: 'sql1', knows: knowing({ bringPrincipalBack: undefined }) }),
      [
        `There would be no way back from "Seal the primary with a tail-log backup": The sql worker on sql1 in chicago cannot read this runbook: it does not know the operation bringPrincipalBack. ${remedy}`,
      ],
    ],
    [
      'with each operation that it does not know',
      primaryLost,
      worker({ knows: {} }),
      [
        'recordLogShipping',
        'waitForNoSessions',
        'removeLogShipping',
        'copyLogBackups',
        'applyLogBackups',
        'confirmFence',
        'bringOnline',
        'noteComplianceRows',
        'verifyService',
      ].map(
        (name) =>
          `The sql worker on sql3 in dallas cannot read this runbook: it does not know the operation ${name}. ${remedy}`,
      ),
    ],
  ])('%s', (_, seen, announced, sentences) => {
    expect(refusals(seen, announced).slice(0, sentences.length)).toEqual(sentences);
    expect(planned(seen, announced).entries).toEqual([]);
  });
});
