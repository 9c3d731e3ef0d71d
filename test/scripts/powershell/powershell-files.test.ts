import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { actingCmdlets, readingCmdlets } from '../../../activities/adapters/management-shell/cmdlets';
import { complaints, nodesOf, parse } from './grammar';
import { arrivals } from './newer-than-3';
import { refused } from './refused-scripts';

const project = path.resolve(__dirname, '../../..');
const isPowerShell = /\.(ps1|psm1|psd1)$/;
const below = (folder: string): string[] =>
  readdirSync(path.join(project, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? below(`${folder}/${entry.name}`)
      : isPowerShell.test(entry.name)
        ? [`${folder}/${entry.name}`]
        : [],
  );
const files = ['scripts', 'test'].flatMap(below);
const read = (name: string): string => readFileSync(path.join(project, name), 'utf8');

describe.each(files)('%s', (name) => {
  it('is PowerShell that version 3.0 understands', async () => {
    await expect(complaints(read(name))).resolves.toEqual([]);
  });

  it('is plain ASCII, because Windows PowerShell reads a file without a mark as ANSI', () => {
    expect(read(name)).toMatch(/^[\t\n\x20-\x7e]*$/);
  });
});

describe('the rule for PowerShell files', () => {
  it('refuses what is no PowerShell at all', async () => {
    await expect(complaints('function f {')).resolves.toEqual([expect.stringContaining('is no valid PowerShell')]);
  });

  it('is proven by a script for each thing that came later', () => {
    expect(Object.keys(refused)).toEqual(arrivals.map(({ what }) => what));
  });

  it.each(arrivals.flatMap(({ what, since }) => (refused[what] ?? []).map((script) => [what, since, script] as const)))(
    'refuses %s, which came with version %s: %s',
    async (what, since, script) => {
      await expect(complaints(script)).resolves.toContain(`line 1 has ${what}, which came with version ${since}`);
    },
  );

  it('accepts what version 3.0 knows', async () => {
    await expect(
      complaints("$a = [ordered]@{ x = 1 }\nif ($a.x -notin @(1, 2)) { Get-Item 'x' 3>&1 4>&1 }\n"),
    ).resolves.toEqual([]);
  });
});

describe('the bridge module', () => {
  const source = read('scripts/powershell/PersistentChatBridge.psm1');

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
