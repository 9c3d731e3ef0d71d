import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { modulePath, standIn, TestLab, answerOf } from '../../../rig/testing/scripted-lab';

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

const notThere = { PCHAT_LAB_URL: 'http://127.0.0.1:1', PCHAT_LAB_HOST: 'fe1.contoso.com' };
const recorded = (term: string): string =>
  `${term}: The term '${term}' is not recognized as a name of a cmdlet, function, script file, or executable program.\n` +
  'Check the spelling of the name, or if a path was included, verify that the path is correct and try again.\n';

/** It starts wherever it is started from. */
const anywhere = mkdtempSync(path.join(tmpdir(), 'anywhere-'));
afterAll(() => rmSync(anywhere, { recursive: true, force: true }));

function run(lines: readonly string[], environment: Record<string, string> = notThere): Promise<Ended> {
  const child = spawn(standIn, ['-NoLogo', '-NoProfile', '-NonInteractive', '-NoExit', '-Command', '-'], {
    env: { PATH: process.env['PATH'], NO_COLOR: '1', ...environment },
    cwd: anywhere,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ stdout, stderr, code }));
  });
}

const encoded = (request: object): string => Buffer.from(JSON.stringify(request)).toString('base64');
const request = encoded({ id: 'r1', cmdlet: 'Get-CsPool', parameters: {} });
const imported = `Import-Module -Name '${modulePath}' -DisableNameChecking`;

describe('the stand-in for PowerShell', () => {
  it.each<[string, string[], Ended]>([
    ['a last line that failed', ['Get-CsPool'], { stdout: '', stderr: recorded('Get-CsPool'), code: 1 }],
    [
      'a preference of Stop cuts the line only',
      ["$ErrorActionPreference='Stop'", "Get-CsPool; 'after'", "'next'"],
      { stdout: 'next\n', stderr: recorded('Get-CsPool'), code: 0 },
    ],
  ])('does as PowerShell: %s', async (_, lines, ended) => {
    await expect(run(lines)).resolves.toEqual(ended);
  });

  it('prints one envelope for a cmdlet that the lab has run', async () => {
    const lab = await TestLab.start();
    lab.handler = () => answerOf({ Fqdn: 'chat.contoso.com' });
    const { stdout } = await run([imported, `Invoke-BridgeRequest '${request}'`], lab.environment);
    await lab.stop();
    const json = '{"id":"r1","output":[{"Fqdn":"chat.contoso.com"}],"warnings":[],"verbose":[],"error":null}';
    expect(stdout).toBe(`<<r1:${Buffer.from(json).toString('base64')}>>\n`);
  });

  it('prints no envelope when the lab is lost', async () => {
    const { stdout, stderr } = await run([imported, `Invoke-BridgeRequest '${request}'`, "'next'"]);
    expect(stdout).toBe('next\n');
    expect(stderr).toContain('ECONNREFUSED');
  });

  it('refuses a cmdlet outside the list in an envelope', async () => {
    const { stdout } = await run([
      imported,
      `Invoke-BridgeRequest '${encoded({ id: 'r2', cmdlet: 'Stop-Computer', parameters: {} })}'`,
    ]);
    const payload = /^<<r2:(.+)>>\n$/.exec(stdout)?.[1] ?? '';
    expect(JSON.parse(Buffer.from(payload, 'base64').toString())).toMatchObject({
      error: { fullyQualifiedErrorId: 'CmdletNotAllowed' },
    });
  });

  it('says that it is not PowerShell when it is started without a lab', async () => {
    const { stderr, code } = await run([], {});
    expect(stderr).toContain('This is not PowerShell.');
    expect(code).toBe(64);
  });
});
