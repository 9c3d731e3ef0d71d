import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createManagementShell, type ManagementShell } from '../../../../activities/adapters/management-shell';
import { modulePath, silentLog } from './support';

const within = { timeoutMs: 20_000 };

describe('a shell that misbehaves', () => {
  let shell: ManagementShell | undefined;
  let folder: string;
  const unhandled = jest.fn();
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'shell-'));
    process.on('unhandledRejection', unhandled);
  });
  afterEach(() => shell?.dispose());
  afterAll(async () => {
    await rm(folder, { recursive: true });
    process.off('unhandledRejection', unhandled);
  });

  const shellThat = (misbehaviour: string, hangsIn = ''): ManagementShell => {
    shell = createManagementShell({
      executable: path.join(__dirname, 'shells/misbehaving.cjs'),
      modulePath,
      lyncModules: ['Lync'],
      environment: {
        SHELL_MISBEHAVES: misbehaviour,
        HANGS_IN: hangsIn,
        CHILD_PID_FILE: path.join(folder, 'child.pid'),
      },
      startTimeoutMs: 20_000,
      log: silentLog,
    });
    return shell;
  };

  it.each([
    'two markers',
    'another id',
    'another id inside',
    'no marker',
    'torn marker',
    'unreadable payload',
    'only stderr',
    'exit 0',
    'exit 3',
    'SIGKILL',
    'SIGTERM',
  ])('leaves the outcome indeterminate by: %s', async (misbehaviour) => {
    const failing = shellThat(misbehaviour);
    await expect(failing.invoke('Set-CsPersistentChatState', {}, within)).rejects.toMatchObject({
      verdict: 'indeterminate',
    });
    // A second call proves that the shell was replaced and nothing is left hanging.
    await expect(failing.invoke('Set-CsPersistentChatState', {}, within)).rejects.toMatchObject({
      verdict: 'indeterminate',
    });
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('is killed with everything it started when it does not answer in time', async () => {
    await expect(
      shellThat('hang with a child').invoke('Install-CsMirrorDatabase', {}, { timeoutMs: 1500 }),
    ).rejects.toMatchObject({
      verdict: 'indeterminate',
      message: expect.stringContaining('no answer within 1.5 s') as unknown,
    });
    const child = Number(await readFile(path.join(folder, 'child.pid'), 'utf8'));
    // The kernel takes a moment to end what was killed.
    while (!(await isGone(child))) await sleep(20);
    expect(await isGone(child)).toBe(true);
  });

  it('holds up nobody while it seeds a mirror, nor another mirror', async () => {
    const seeding = shellThat('hang in one cmdlet', 'Install-CsMirrorDatabase');
    const mirrors = [1, 2].map(() => seeding.invoke('Install-CsMirrorDatabase', {}, { timeoutMs: 3000 }).catch(String));
    await expect(seeding.invoke('Get-CsPool', {}, within)).resolves.toMatchObject({ output: [{ a: 1 }] });
    // Each was answered by nobody in its own time: the second one did not wait for the first.
    for (const mirror of mirrors) await expect(mirror).resolves.toContain('no answer within 3 s');
  });

  it('says who holds it to whoever waited in vain', async () => {
    const held = shellThat('hang in one cmdlet', 'Get-CsService');
    const holder = held.invoke('Get-CsService', {}, { timeoutMs: 5000 }).catch(String);
    await expect(held.invoke('Get-CsPool', {}, { timeoutMs: 1500 })).rejects.toMatchObject({
      message: expect.stringMatching(
        /^Get-CsPool was not started: others were served the whole time; Get-CsService has held the management shell of this worker for \d+ s, and 0 more wait\./,
      ) as unknown,
    });
    await holder;
  });

  it('is understood when others print around the answer', async () => {
    await expect(shellThat('noise around the answer').invoke('Get-CsPool', {}, within)).resolves.toMatchObject({
      output: [{ a: 1 }],
    });
  });

  it('is understood when it is Windows PowerShell 5.1, which writes lists and dates in forms of its own', async () => {
    await expect(shellThat('shapes of 5.1').invoke('Get-CsPool', {}, within)).resolves.toEqual({
      output: [{ at: '2014-05-13T16:53:20.000Z', servers: ['a'], state: 1 }],
      warnings: ['one warning'],
      verbose: [],
    });
  });
});

/** A killed process stays visible, as a zombie, until the one that inherits it has taken note. */
async function isGone(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => undefined);
  return stat === undefined || /\) [ZX] /.test(stat);
}
