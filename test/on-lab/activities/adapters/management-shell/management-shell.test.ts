import fc from 'fast-check';
import { answerOf, modulePath, project, silentLog, TestLab } from '../../../../../lab/rig/testing/scripted-lab';
import { createManagementShell, ManagementShellError } from '../../../../../activities/adapters/management-shell';
import type { CmdletParameters } from '../../../../../domain/powershell-text';

const within = { timeoutMs: 20_000 };

describe('a cmdlet in the management shell', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await TestLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(() => {
    lab.calls.length = 0;
    lab.handler = () => answerOf();
  });

  it('answers with its output and its warnings, and warnings are no failure', async () => {
    lab.handler = () => ({
      output: [{ Identity: 'PersistentChatServer:chat.contoso.com' }],
      warnings: ['Detailed results: x.html'],
      verbose: ['v'],
    });
    await expect(lab.shell().invoke('Get-CsService', { PersistentChatServer: true }, within)).resolves.toEqual({
      output: [{ Identity: 'PersistentChatServer:chat.contoso.com' }],
      warnings: ['Detailed results: x.html'],
      verbose: ['v'],
    });
  });

  it('runs on the host of the shell with the parameters as given, null included', async () => {
    const parameters: CmdletParameters = { ActiveServers: null, Confirm: false };
    await lab.shell().invoke('Set-CsPersistentChatActiveServer', parameters, within);
    expect(lab.calls).toEqual([
      { host: 'fe1.contoso.com', cmdlet: 'Set-CsPersistentChatActiveServer', parameters, confirmPreference: 'none' },
    ]);
  });

  it('becomes an error with kind, error id and warnings when it has an error record', async () => {
    lab.handler = () => ({
      output: [],
      warnings: ['Test-CsReplica failed.'],
      verbose: [],
      error: {
        message: 'Command execution failed: Requested registry access is not allowed.',
        type: 'System.Security.SecurityException',
        id: 'ProcessingFailed,Microsoft.Rtc.Management.Deployment.TestReplicaCmdlet',
        category: 'InvalidOperation',
        stack: '',
      },
    });
    const failure: unknown = await lab
      .shell()
      .invoke('Test-CsDatabase', {}, within)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ManagementShellError);
    expect(failure).toMatchObject({
      verdict: 'refuse',
      cmdlet: 'Test-CsDatabase',
      errorId: 'ProcessingFailed,Microsoft.Rtc.Management.Deployment.TestReplicaCmdlet',
      warnings: ['Test-CsReplica failed.'],
    });
  });

  it('carries any text both ways, quotes and line ends included', async () => {
    const shell = lab.shell();
    lab.handler = ({ parameters }) => answerOf({ echo: parameters['Identity'] });
    const hostile = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({
        unit: fc.constantFrom(
          "'",
          '"',
          '\u2018',
          '\u2019',
          '\u201A',
          '\u201B',
          '\u201C',
          '$',
          '`',
          '(',
          ')',
          '\n',
          '\r',
          '\0',
          '>>',
          '<<',
          ':',
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const { output } = await shell.invoke('Get-CsService', { Identity: text }, within);
        expect(output).toEqual([{ echo: text }]);
      }),
      { numRuns: 60 },
    );
  });

  it('carries a megabyte both ways', async () => {
    const text = 'ü'.repeat(500_000);
    lab.handler = ({ parameters }) => answerOf({ echo: parameters['Identity'] });
    const { output } = await lab.shell().invoke('Get-CsService', { Identity: text }, within);
    expect(output).toEqual([{ echo: text }]);
  });

  it('is indeterminate when the lab breaks off, and the next one works', async () => {
    const shell = lab.shell();
    lab.handler = (_, response) => void response.destroy();
    await expect(shell.invoke('Set-CsPersistentChatState', { PoolState: 'FailedOver' }, within)).rejects.toMatchObject({
      verdict: 'indeterminate',
    });
    lab.handler = () => answerOf({ ok: true });
    await expect(shell.invoke('Get-CsPool', {}, within)).resolves.toMatchObject({ output: [{ ok: true }] });
  });

  it('is indeterminate after its deadline, and the next one works on a new shell', async () => {
    const shell = lab.shell();
    await shell.invoke('Get-CsPool', {}, within);
    lab.handler = () => undefined;
    await expect(shell.invoke('Set-CsPersistentChatState', {}, { timeoutMs: 200 })).rejects.toMatchObject({
      verdict: 'indeterminate',
    });
    lab.handler = () => answerOf({ ok: true });
    await expect(shell.invoke('Get-CsPool', {}, within)).resolves.toMatchObject({ output: [{ ok: true }] });
  });

  it('waits for the one before it, in the order of the calls', async () => {
    const shell = lab.shell();
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(names.map((Identity) => shell.invoke('Get-CsPool', { Identity }, within)));
    expect(lab.calls.map(({ parameters }) => parameters['Identity'])).toEqual(names);
  });

  it('can be tried again when its turn does not come before its deadline', async () => {
    const shell = lab.shell();
    await shell.invoke('Get-CsPool', {}, within);
    lab.handler = () => undefined;
    const holder = shell.invoke('Get-CsPool', {}, within).catch((error: unknown) => error);
    await expect(shell.invoke('Set-CsPersistentChatState', {}, { timeoutMs: 100 })).rejects.toMatchObject({
      verdict: 'retry',
    });
    await shell.dispose();
    await expect(holder).resolves.toMatchObject({ verdict: 'indeterminate' });
  });

  it('does not hang when the shell is disposed of while it waits', async () => {
    const shell = lab.shell();
    lab.handler = () => undefined;
    const holder = shell.invoke('Get-CsPool', {}, within).catch((error: unknown) => error);
    const waiting = shell.invoke('Get-CsPool', {}, within).catch((error: unknown) => error);
    await shell.dispose();
    await expect(waiting).resolves.toMatchObject({ verdict: 'retry' });
    await expect(holder).resolves.toBeInstanceOf(ManagementShellError);
    await expect(shell.invoke('Get-CsPool', {}, within)).rejects.toMatchObject({ verdict: 'retry' });
  });

  it('ends at once when a read is cancelled', async () => {
    const shell = lab.shell();
    const cancelled = new AbortController();
    lab.handler = () => {
      cancelled.abort(new Error('cancelled'));
      return undefined;
    };
    await expect(shell.invoke('Get-CsPool', {}, { ...within, signal: cancelled.signal })).rejects.toThrow('cancelled');
  });

  it('finishes when it acts, even if it is cancelled meanwhile', async () => {
    const shell = lab.shell();
    const cancelled = new AbortController();
    lab.handler = () => {
      cancelled.abort(new Error('cancelled'));
      return answerOf({ done: true });
    };
    const acting = shell.invoke('Set-CsPersistentChatState', {}, { ...within, signal: cancelled.signal });
    await expect(acting).resolves.toMatchObject({ output: [{ done: true }] });
  });

  it('never starts when it is cancelled before', async () => {
    await expect(
      lab.shell().invoke('Get-CsPool', {}, { ...within, signal: AbortSignal.abort(new Error('cancelled')) }),
    ).rejects.toThrow('cancelled');
    expect(lab.calls).toEqual([]);
  });

  it('runs in a new shell once the old one has served its time', async () => {
    const pids = new Set<unknown>();
    const log = {
      ...silentLog,
      info: (fields: object): void => {
        if ('processId' in fields) pids.add(fields.processId);
      },
    };
    const shell = lab.shell({ log, recycleAfter: { calls: 2, bytes: Number.MAX_SAFE_INTEGER } });
    for (let call = 0; call < 4; call += 1) await shell.invoke('Get-CsPool', {}, within);
    expect(pids.size).toBe(2);
  });
});

describe('a shell that cannot start', () => {
  let lab: TestLab;
  beforeEach(async () => {
    lab = await TestLab.start();
  });
  afterEach(() => lab.stop());
  const start = (changes: object) =>
    createManagementShell({
      executable: '/nowhere/pwsh',
      modulePath,
      lyncModules: ['Lync'],
      environment: {},
      startTimeoutMs: 10_000,
      log: silentLog,
      ...changes,
    });

  it('is refused in a sentence when the program does not exist, and leaves no rejection unhandled', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const shell = start({});
    await expect(shell.invoke('Get-CsPool', {}, within)).rejects.toMatchObject({
      verdict: 'refuse',
      message: expect.stringContaining('ENOENT') as unknown,
    });
    await shell.dispose();
    await new Promise(setImmediate);
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('is refused when the host has none of the management modules', async () => {
    const shell = lab.shell({ lyncModules: ['Lync'] });
    await expect(shell.invoke('Get-CsPool', {}, within)).rejects.toMatchObject({ verdict: 'refuse' });
  });

  it('is refused when the bridge module is not there', async () => {
    const shell = lab.shell({ modulePath: `${project}/scripts/Missing.psm1` });
    await expect(shell.invoke('Get-CsPool', {}, within)).rejects.toMatchObject({
      verdict: 'refuse',
      message: expect.stringContaining('was not loaded') as unknown,
    });
  });

  it('may be tried again when it takes too long to import its modules', async () => {
    const shell = lab.shell({
      environment: { ...lab.environment, PCHAT_LAB_IMPORT_SECONDS: '60' },
      startTimeoutMs: 1500,
    });
    await expect(shell.invoke('Get-CsPool', {}, within)).rejects.toMatchObject({ verdict: 'retry' });
    expect(lab.calls).toEqual([]);
  });

  it.each(['relative/Bridge.psm1', '/opt/häuser/Bridge.psm1'])('is refused with the module path %s', (path) => {
    expect(() => start({ modulePath: path })).toThrow('path of the bridge module');
  });
});

describe('NODE_POWERSHELL, which beats every setting', () => {
  afterEach(() => {
    delete process.env['NODE_POWERSHELL'];
  });
  const options = { modulePath, lyncModules: ['Lync'], environment: {}, startTimeoutMs: 1, log: silentLog };

  it('is refused', () => {
    process.env['NODE_POWERSHELL'] = '/bin/echo';
    expect(() => createManagementShell(options)).toThrow('NODE_POWERSHELL is set to /bin/echo');
  });

  it('is accepted when it is the program that the caller means', () => {
    process.env['NODE_POWERSHELL'] = '/lab/stand-in';
    expect(() => createManagementShell({ ...options, acceptedNodePowerShell: '/lab/stand-in' })).not.toThrow();
  });
});
