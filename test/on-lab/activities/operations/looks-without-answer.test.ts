/** A look whose answer is lost says nothing: it passes neither for "not there" nor for "nothing to do". */
import type { ApplicationFailure } from '@temporalio/common';
import { ShareError } from '../../../../activities/adapters/share';
import { statementTimeout } from '../../../../activities/scope';
import { HostUnderTest } from '../../support/host-under-test';

let host: HostUnderTest;
beforeAll(async () => {
  host = await HostUnderTest.start({
    pool: { without: ['mirror', 'backupMirror', 'compliance'], timing: { statement: 7 } },
  });
}, 60_000);
afterAll(() => host.close());
afterEach(() => jest.restoreAllMocks());

const failureOf = (work: Promise<unknown>): Promise<ApplicationFailure> =>
  work.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => error as ApplicationFailure,
  );

it('a full backup whose header gives no answer is not taken again', async () => {
  const input = { on: 'primary', purpose: 'initialise' } as const;
  await host.run('backUpDatabase', input);
  const from = host.now;
  host.lab.moments.when({ edge: 'after', call: 'RESTORE HEADERONLY' }, (call) => call.drop());
  const failure = await failureOf(host.run('backUpDatabase', input));
  expect([failure.type, failure.nonRetryable]).toEqual(['ReplyLost', false]);
  await host.run('backUpDatabase', input);
  expect(host.changesSince(from)).toEqual([]);
});

it('a copy folder that gives no answer does not pass for an empty one', async () => {
  await host.run('removeLogShipping', { on: 'backup' });
  jest
    .spyOn(host.share, 'list')
    .mockRejectedValueOnce(
      new ShareError('FileServerUnreachable', 'The folder cannot be reached.', host.pool.logShipping.copyFolder),
    );
  const input = { on: 'backup', upTo: '99999000000000100001', familyGuid: null } as const;
  const failure = await failureOf(host.run('applyLogBackups', input));
  expect([failure.type, failure.nonRetryable]).toEqual(['FileServerUnreachable', false]);
});

it('a statement has as long as the topology says, on every store of the pool', () => {
  const { primary, backup } = host.pool.mgc;
  const topology = { pools: [host.pool] };
  expect([primary, backup].map((store) => statementTimeout(topology, store))).toEqual([7000, 7000]);
  expect(statementTimeout(topology, { ...primary, port: 1 })).toBe(60_000);
});
