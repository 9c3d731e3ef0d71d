import { ApplicationFailure } from '@temporalio/common';
import { faults } from '../../../../lab/rig/faults/faults';
import { labLogins } from '../../../../lab/rig/lab';
import { until } from '../../../../lab/rig/testing/until';
import { HostUnderTest } from '../../support/host-under-test';

/** Writes to the central store, through the stand-in shell. */
let host: HostUnderTest;

beforeEach(async () => {
  host = await HostUnderTest.start({
    timeScale: 1000,
    load: { sizeGb: 200, throughput: 400 },
    pool: { without: ['witness', 'backupMirror', 'compliance'], timing: { cmdlet: 4 } },
  });
});
afterEach(() => host.close());

const everywhere = ['primary', 'secondary'] as const;
const setServers = (servers: readonly string[]) => ({ servers, servingIn: null, heardBy: everywhere });
const writes = (from: number, cmdlet: string): string[] =>
  host.changesSince(from).filter((text) => text.startsWith(cmdlet));
const facts = async () => (await host.run('observeLync', { side: 'secondary' })).facts;
const inject = (fault: string, ...given: string[]) => faults[fault]!.inject(host.lab, given);
const failureOf = (work: Promise<unknown>): Promise<ApplicationFailure> =>
  work.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => (error instanceof ApplicationFailure ? error : Promise.reject(error as Error)),
  );

describe('the active servers', () => {
  const cmdlet = 'Set-CsPersistentChatActiveServer';

  it('are read together with the pool state', async () => {
    await expect(facts()).resolves.toMatchObject({
      poolState: 'Normal',
      activeServers: host.pool.primaryDataCentre.chatServers,
    });
  });

  it('are written once, however often they are asked for', async () => {
    const from = host.now;
    await host.run('setActiveServers', setServers([]));
    await host.run('setActiveServers', setServers([]));
    expect(writes(from, cmdlet)).toHaveLength(1);
    expect((await facts()).activeServers).toEqual([]);
  });

  it('are a list without order and without regard to case', async () => {
    const servers = host.pool.primaryDataCentre.chatServers;
    await host.run('setActiveServers', setServers(servers));
    const shouted = [...servers].reverse().map((server) => server.toUpperCase());
    await expect(host.again('setActiveServers', setServers(shouted))).resolves.toEqual([]);
  });

  it('that a cmdlet only pretends to set are a setback that says what stands there', async () => {
    await inject('lie-cmdlet', cmdlet);
    const failure = await failureOf(host.run('setActiveServers', setServers([])));
    expect([failure.type, failure.nonRetryable]).toEqual(['NotInEffect', false]);
    expect(failure.message).toBe(
      `${cmdlet} reported success, but the active servers are still ${host.pool.primaryDataCentre.chatServers.join(', ')}.`,
    );
  });

  it('whose answer was lost are seen by the next attempt, which does not write them again', async () => {
    await inject('lose-answer-cmdlet', cmdlet);
    const from = host.now;
    const failure = await failureOf(host.run('setActiveServers', setServers([])));
    expect(failure.nonRetryable).toBe(false);
    await host.run('setActiveServers', setServers([]));
    expect(writes(from, cmdlet)).toHaveLength(1);
  });

  it('that the cmdlet refuses are a failure in the words of the cmdlet', async () => {
    await host.run('setActiveServers', setServers([]));
    await inject('fail-cmdlet', cmdlet);
    const failure = await failureOf(host.run('setActiveServers', setServers(host.pool.primaryDataCentre.chatServers)));
    expect(failure.message).toContain('the RPC server is unavailable');
    expect((await facts()).activeServers).toEqual([]);
  });
});

describe('the pool state', () => {
  it('is written once, however often it is asked for, and never by default', async () => {
    const failedOver = { state: 'FailedOver', heardBy: everywhere } as const;
    const from = host.now;
    await host.run('setPoolState', failedOver);
    await host.run('setPoolState', failedOver);
    const [write, ...more] = writes(from, 'Set-CsPersistentChatState');
    expect(write).toMatch(/-PoolState '?FailedOver/);
    expect(more).toEqual([]);
    await host.run('setPoolState', { ...failedOver, state: 'Normal' });
    expect((await facts()).poolState).toBe('Normal');
  });
});

describe('a mirror', () => {
  const install = { of: 'primary', databases: ['mgc'] } as const;
  const installed = (from: number): string[] => writes(from, 'Install-CsMirrorDatabase');

  it('that stands is left alone', async () => {
    await expect(host.again('installMirror', install)).resolves.toEqual([]);
  });

  const remove = {
    copies: [{ database: 'mgc', role: 'primary' }],
    dropMirrorCopies: [{ database: 'mgc', role: 'mirror' }],
  } as const;

  it('is removed with the copy on its partner, once', async () => {
    await host.run('removeMirroring', remove);
    expect(host.instance('primary').database('mgc')?.mirroring).toBeUndefined();
    expect(host.instance('mirror').database('mgc')).toBeUndefined();
    await expect(host.again('removeMirroring', remove)).resolves.toEqual([]);
  });

  it('is not installed where a login that lost sysadmin would not see a former attempt', async () => {
    const set = (change: 'ADD' | 'DROP') =>
      host.asAdministrator('mirror', `ALTER SERVER ROLE sysadmin ${change} MEMBER [${labLogins.worker.user}]`);
    await host.run('removeMirroring', remove);
    const from = host.now;
    await set('DROP');
    const failure = await failureOf(host.run('installMirror', install));
    await set('ADD');
    expect([failure.type, failure.nonRetryable]).toEqual(['PermissionDenied', true]);
    expect(installed(from)).toEqual([]);
  });

  it('is not installed while a former attempt still seeds it', async () => {
    await host.run('removeMirroring', remove);
    const former = host
      .instance('primary')
      .run(`BACKUP DATABASE mgc TO DISK = N'${host.pool.mirroringShare!}\\former.bak' WITH INIT, COPY_ONLY`, {
        login: 'CONTOSO\\Administrator',
        programName: '.Net SqlClient Data Provider',
      });
    const from = host.now;
    const attempt = host.attempt('installMirror', install);
    await until('it waits', () =>
      attempt.beats.some(
        ({ says }) =>
          says === 'waiting for a BACKUP DATABASE of .Net SqlClient Data Provider, which may be a former attempt',
      ),
    );
    expect(installed(from)).toEqual([]);
    await former;
    await attempt.result;
    expect(host.instance('primary').database('mgc')?.mirroring?.role).toBe('PRINCIPAL');
  });
});
