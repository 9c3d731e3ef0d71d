/** What came after Windows PowerShell 3.0, and with which version ("What's New in PowerShell", help topics of the cmdlets). */
import type { Node } from 'web-tree-sitter';

export interface Arrival {
  readonly what: string;
  readonly since: string;
  readonly holds: (node: Node) => boolean;
}

const isCommand = (node: Node, name: string): boolean =>
  node.type === 'command_name' && node.text.toLowerCase() === name.toLowerCase();
const unexpected = (node: Node, text: string): boolean => node.isError && node.text.includes(text);
const invokes = (node: Node, member: RegExp): boolean =>
  node.type === 'member_name' && member.test(node.text) && node.parent?.type === 'invokation_expression';

/** A statement that the grammar reads as a command with a script block, like `clean { }`. */
const keyword = (what: string, since: string, name: string): Arrival => ({
  what,
  since,
  holds: (node) => isCommand(node, name),
});

const syntax: readonly Arrival[] = [
  { what: 'a class', since: '5', holds: ({ type }) => type === 'class_statement' },
  { what: 'an enumeration', since: '5', holds: ({ type }) => type === 'enum_statement' },
  keyword('using', '5', 'using'),
  keyword('a clean block', '7.3', 'clean'),
  keyword('a configuration', '4', 'configuration'),
  {
    what: '::new()',
    since: '5',
    holds: (node) => invokes(node, /^new$/i) && node.previousSibling?.text === '::',
  },
  {
    what: '.Where() or .ForEach()',
    since: '4',
    // The grammar takes `.ForEach` for the statement and gives up.
    holds: (node) =>
      (invokes(node, /^(where|foreach)$/i) && node.previousSibling?.text === '.') ||
      (node.isError && /\.foreach$/i.test(node.text)),
  },
  {
    what: 'a pipeline chain',
    since: '7',
    holds: ({ type }) => ['&&', '||', 'pipeline_chain_tail'].includes(type),
  },
  {
    what: 'a null operator',
    since: '7',
    holds: (node) =>
      node.type !== 'program' &&
      (unexpected(node, '??') ||
        (node.isError && node.text === '?' && ['.', '['].includes(node.nextSibling?.text ?? '')) ||
        (node.isError && node.text.startsWith('?') && node.nextSibling?.type === 'assignement_operator')),
  },
  { what: 'a ternary operator', since: '7', holds: (node) => unexpected(node, ' ? ') || unexpected(node, '? ') },
  {
    what: 'a redirection of the information stream',
    since: '5',
    holds: (node) => /^(redirection|generic_token)$/.test(node.type) && node.text.startsWith('6>'),
  },
  {
    what: 'an escape `e or `u{}',
    since: '6',
    holds: (node) => node.type === 'expandable_string_literal' && /(^|[^`])(``)*`(e|u\{)/.test(node.text),
  },
  {
    what: 'a binary number',
    since: '7',
    holds: (node) => /^(command_name|generic_token)$/.test(node.type) && /^0b[01]+$/i.test(node.text),
  },
  {
    what: 'a completer of arguments',
    since: '5',
    holds: (node) => node.type === 'attribute_name' && /^Argument(Completer|Completions)$/i.test(node.text),
  },
  {
    what: '#Requires -PSEdition',
    since: '5.1',
    holds: (node) => /^#requires\s.*-PSEdition/i.test(node.text) && node.type === 'comment',
  },
  {
    what: '$PSVersionTable.PSEdition, which version 3 refuses under strict mode',
    since: '5.1',
    holds: (node) => node.type === 'member_access' && /^\$PSVersionTable\.PSEdition$/i.test(node.text),
  },
];

const variables: Readonly<Record<string, string>> = {
  PSEdition: '5.1',
  IsWindows: '6',
  IsLinux: '6',
  IsMacOS: '6',
  IsCoreCLR: '6',
  EnabledExperimentalFeatures: '6',
  PSNativeCommandArgumentPassing: '7.2',
  PSStyle: '7.2',
  PSNativeCommandUseErrorActionPreference: '7.3',
};

const cmdlets: Readonly<Record<string, string>> = {
  'Get-FileHash': '4',
  'Compress-Archive': '5',
  'Expand-Archive': '5',
  'ConvertFrom-SddlString': '5',
  'ConvertFrom-String': '5',
  'Convert-String': '5',
  'Clear-RecycleBin': '5',
  'Format-Hex': '5',
  'Get-Clipboard': '5',
  'Set-Clipboard': '5',
  'Get-ItemPropertyValue': '5',
  'Get-Runspace': '5',
  'Install-Module': '5',
  'Find-Module': '5',
  'Import-PowerShellDataFile': '5',
  'New-Guid': '5',
  'New-TemporaryFile': '5',
  'Write-Information': '5',
  'Get-ComputerInfo': '5.1',
  'Get-TimeZone': '5.1',
  'Set-TimeZone': '5.1',
  'Get-Uptime': '6',
  'Remove-Alias': '6',
  'Remove-Service': '6',
  'ConvertFrom-Markdown': '6.1',
  'Show-Markdown': '6.1',
  'Test-Json': '6.1',
  'Join-String': '6.2',
  'Get-Error': '7',
  'Switch-Process': '7.3',
  'Get-SecureRandom': '7.4',
  'ConvertTo-CliXml': '7.5',
  'ConvertFrom-CliXml': '7.5',
};

/** Of any command where the name is `*`. */
const parameters: readonly (readonly [command: string, parameter: string, since: string])[] = [
  ['*', 'PipelineVariable', '4'],
  ['*', 'InformationAction', '5'],
  ['*', 'InformationVariable', '5'],
  ['*', 'ProgressAction', '7.4'],
  ['Get-ChildItem', 'Depth', '5'],
  ['Get-ChildItem', 'FollowSymlink', '6'],
  ['Select-Object', 'SkipLast', '5'],
  ['Set-Content', 'NoNewline', '5'],
  ['Add-Content', 'NoNewline', '5'],
  ['Out-File', 'NoNewline', '5'],
  ['Get-Process', 'IncludeUserName', '4'],
  ['Get-Content', 'AsByteStream', '6'],
  ['Set-Content', 'AsByteStream', '6'],
  ['ConvertFrom-Json', 'AsHashtable', '6'],
  ['ConvertFrom-Json', 'Depth', '6.2'],
  ['ConvertFrom-Json', 'NoEnumerate', '7'],
  ['ConvertFrom-Json', 'DateKind', '7.5'],
  ['ConvertTo-Json', 'AsArray', '7'],
  ['ConvertTo-Json', 'EnumsAsStrings', '7'],
  ['ConvertTo-Json', 'EscapeHandling', '6.2'],
  ['Import-Module', 'SkipEditionCheck', '6'],
  ['Import-Module', 'UseWindowsPowerShell', '7'],
  ['Get-Module', 'SkipEditionCheck', '6'],
  ['ForEach-Object', 'Parallel', '7'],
  ['ForEach-Object', 'ThrottleLimit', '7'],
  ['Invoke-WebRequest', 'SkipCertificateCheck', '6'],
  ['Invoke-RestMethod', 'SkipCertificateCheck', '6'],
  ['Join-Path', 'AdditionalChildPath', '6'],
  ['Measure-Object', 'AllStats', '6'],
  ['Sort-Object', 'Top', '6'],
  ['Sort-Object', 'Bottom', '6'],
  ['Split-Path', 'Extension', '6'],
  ['Split-Path', 'LeafBase', '6'],
  ['Where-Object', 'Not', '6'],
];

const commandOf = (node: Node): string => {
  let command: Node | null = node.parent;
  while (command !== null && command.type !== 'command') command = command.parent;
  return command?.childForFieldName('command_name')?.text.toLowerCase() ?? '';
};

/** PowerShell takes the beginning of a name; one of three letters or more counts here, so that -p of another is none. */
const isParameter = (given: string, name: string): boolean =>
  given.length >= 4 && `-${name}`.toLowerCase().startsWith(given.toLowerCase().replace(/:$/, ''));

/** Every rule, in the order in which they are tried on a node. */
export const arrivals: readonly Arrival[] = [
  ...syntax,
  ...Object.entries(variables).map(([name, since]): Arrival => ({
    what: `$${name}`,
    since,
    holds: ({ type, text }) => type === 'variable' && text.replace(/[{}$]/g, '').toLowerCase() === name.toLowerCase(),
  })),
  ...Object.entries(cmdlets).map(([name, since]): Arrival => ({
    what: name,
    since,
    holds: (node) => isCommand(node, name),
  })),
  ...parameters.map(([command, name, since]): Arrival => ({
    what: command === '*' ? `-${name}` : `${command} -${name}`,
    since,
    holds: (node) =>
      node.type === 'command_parameter' &&
      isParameter(node.text, name) &&
      (command === '*' || commandOf(node) === command.toLowerCase()),
  })),
];
