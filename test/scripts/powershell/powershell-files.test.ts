import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { actingCmdlets, readingCmdlets } from '../../../activities/adapters/management-shell/cmdlets';
import { complaints, nodesOf, parse } from './grammar';

const folder = path.resolve(__dirname, '../../../scripts/powershell');
const files = readdirSync(folder).filter((name) => /\.(ps1|psm1|psd1)$/.test(name));
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

describe.each(files)('scripts/powershell/%s', (name) => {
  it('is PowerShell that version 3.0 understands', async () => {
    await expect(complaints(read(name))).resolves.toEqual([]);
  });

  it('is plain ASCII, because Windows PowerShell reads a file without a mark as ANSI', () => {
    expect(read(name)).toMatch(/^[\t\n\x20-\x7e]*$/);
  });
});

describe('the rule for PowerShell files', () => {
  it.each([
    ['an unclosed block', 'function f {'],
    ['a static constructor', '$x = [System.Text.StringBuilder]::new()'],
    ['a class', 'class C { [string] $Name }'],
    ['an enumeration', 'enum E { A; B }'],
    ['using', 'using module Lync'],
    ['a ternary', '$a = $true ? 1 : 2'],
    ['a null coalescence', '$a = $b ?? 1'],
    ['a pipeline chain', 'Get-Item x && Get-Item y'],
    ['a redirection of the information stream', 'Get-Item x 6>&1'],
  ])('refuses %s', async (_, source) => {
    await expect(complaints(source)).resolves.not.toEqual([]);
  });

  it('accepts what version 3.0 knows', async () => {
    await expect(
      complaints("$a = [ordered]@{ x = 1 }\nif ($a.x -notin @(1, 2)) { Get-Item 'x' 3>&1 4>&1 }\n"),
    ).resolves.toEqual([]);
  });
});

describe('the bridge module', () => {
  const source = read('PersistentChatBridge.psm1');

  it('allows the same cmdlets as the adapter', async () => {
    const assignment = nodesOf(await parse(source)).find(
      (node) => node.type === 'assignment_expression' && node.text.startsWith('$AllowedCmdlets'),
    );
    const names =
      assignment === undefined ? [] : nodesOf(assignment).filter(({ type }) => type === 'verbatim_string_characters');
    expect(names.map(({ text }) => text.slice(1, -1))).toEqual([...readingCmdlets, ...actingCmdlets]);
  });

  it('exports its two functions by name', () => {
    expect(source).toContain("Export-ModuleMember -Function @('Initialize-Bridge', 'Invoke-BridgeRequest')");
  });

  it('never runs text as code', async () => {
    const commands = nodesOf(await parse(source)).filter(({ type }) => type === 'command_name');
    expect(commands.map(({ text }) => text.toLowerCase())).not.toContain('invoke-expression');
    expect(source).not.toMatch(/\[scriptblock\]::create/i);
  });
});
