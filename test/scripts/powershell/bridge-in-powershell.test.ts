import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createManagementShell, type ManagementShell } from '../../../activities/adapters/management-shell';
import { modulePath, silentLog } from '../../activities/adapters/management-shell/support';

const within = { timeoutMs: 60_000 };
const isThere = spawnSync('pwsh', ['-NoLogo', '-NoProfile', '-Command', '1'], { env: process.env }).status === 0;
const [describeInPowerShell, why] = isThere ? [describe, ''] : [describe.skip, ' [needs pwsh]'];

describeInPowerShell(`the bridge module in a real PowerShell${why}`, () => {
  let shell: ManagementShell;
  beforeAll(() => {
    shell = createManagementShell({
      executable: 'pwsh',
      modulePath,
      lyncModules: ['SkypeForBusiness', 'Lync'],
      environment: { PSModulePath: path.join(__dirname, 'stub') },
      startTimeoutMs: 60_000,
      log: silentLog,
    });
  });
  afterAll(() => shell.dispose());

  it('answers with plain data, warnings and verbose text apart, whatever else is printed', async () => {
    await expect(shell.invoke('Get-CsService', { PersistentChatServer: true }, within)).resolves.toEqual({
      output: [
        {
          Identity: 'PersistentChatServer:chat.contoso.com',
          ActiveServers: ['chat1.contoso.com'],
          Day: 'Monday',
          At: '2014-05-13T16:53:20.0000000Z',
        },
      ],
      warnings: ['a warning'],
      verbose: ['told in detail'],
    });
  });

  it('answers a terminating error with its id, and goes on', async () => {
    await expect(shell.invoke('Get-CsPool', { Identity: 'häß ‘q’' }, within)).rejects.toMatchObject({
      verdict: 'refuse',
      errorId: 'PoolMissing,Get-CsPool',
      message: expect.stringContaining('No pool häß ‘q’.') as unknown,
    });
  });

  it('splats null as null and an object as a hashtable', async () => {
    const set = (ActiveServers: null | { Replace: string[] }) =>
      shell.invoke('Set-CsPersistentChatActiveServer', { ActiveServers, Confirm: false }, within);
    await expect(set(null)).resolves.toMatchObject({ output: [{ Type: '' }] });
    await expect(set({ Replace: ['chat1.contoso.com'] })).resolves.toMatchObject({ output: [{ Type: 'Hashtable' }] });
  });

  it('refuses a parameter that the cmdlet does not have', async () => {
    await expect(shell.invoke('Get-CsService', { Colour: 'red' }, within)).rejects.toMatchObject({
      verdict: 'refuse',
      errorId: 'NamedParameterNotFound,Get-CsService',
    });
  });

  it('ends with the process that asked for it, whatever it is at (M1)', async () => {
    const parent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const request = Buffer.from(JSON.stringify({ id: '1', modules: ['Lync'], parent: parent.pid })).toString('base64');
    const busy = spawn(
      'pwsh',
      [
        '-NoLogo',
        '-NoProfile',
        '-Command',
        `Import-Module '${modulePath}'; Initialize-Bridge '${request}'; Start-Sleep 300`,
      ],
      { env: { ...process.env, PSModulePath: path.join(__dirname, 'stub') }, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const exit = once(busy, 'exit');
    await once(busy.stdout, 'data');
    parent.kill('SIGKILL');
    await expect(exit).resolves.toEqual([70, null]);
  });
});
