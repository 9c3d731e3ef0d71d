/** Names that cannot pass through every step are refused when the file is read, at their place and with a reason. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { parseTopology, TopologyMistakes } from '../../../workers/topology-file';

const example = readFileSync(path.join(__dirname, '../../../docs/topology.example.yaml'), 'utf8');

interface File {
  readonly pools: readonly [Record<string, unknown>];
}

/** The example with one value of its pool changed. */
function withValue(place: string, value: string): string {
  const file = parse(example) as File;
  const keys = place.split('.');
  const last = keys.pop()!;
  const owner = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, file.pools[0]);
  owner[last] = value;
  return JSON.stringify(file);
}

function problemsWith(place: string, value: string): TopologyMistakes['problems'] {
  try {
    parseTopology(withValue(place, value), 'topology.yaml');
    return [];
  } catch (failure) {
    if (failure instanceof TopologyMistakes) return failure.problems;
    throw failure;
  }
}

const folders = ['logShipping.share', 'logShipping.copyFolder', 'mirroringShare'] as const;
const rules = [
  [
    'a token of SQL Server Agent',
    '$(ESCAPE_NONE(MACH))',
    'must not contain "$(", which SQL Server Agent and sqlcmd replace',
  ],
  ['a double quote', 'a"b', 'must not contain control characters or any of " * ? < > |'],
  ['a line feed', 'a\nGO', 'must not contain control characters or any of " * ? < > |'],
  ['a delete character', 'a\u007fb', 'must not contain control characters or any of " * ? < > |'],
  ['a line separator', 'a\u2028b', 'must not contain control characters or any of " * ? < > |'],
  ['a wildcard', 'mgc*', 'must not contain control characters or any of " * ? < > |'],
  ['writing that turns round', 'a\u202egpj', 'must not contain characters that turn the direction of writing'],
  ['half a character', 'a\ud83d', 'must not contain half a character'],
  ['a way up', '..\\x', 'must not have a part that ends with a dot or a space'],
  ['a space at the end of a part', 'a \\x', 'must not have a part that ends with a dot or a space'],
  ['an alternate stream', 'a:b', 'must not contain a colon except behind the drive'],
  ['more characters than leave room for a file', 'a'.repeat(200), 'must be at most 200 characters'],
] as const;

describe.each(folders)('%s is refused', (place) => {
  it.each(rules)('with %s', (_, name, says) => {
    const root = place === 'logShipping.copyFolder' ? 'D:\\' : '\\\\fs1.contoso.com\\';
    const [problem, ...others] = problemsWith(place, `${root}${name}`);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ path: `pools[0].${place}`, says: expect.stringContaining(says) as string });
    expect(problem!.remedy).not.toBe('');
  });
});

const hostNames = 'must be a host name such as sql1.contoso.com';
describe('a name of a host, an instance or a data centre is refused', () => {
  it.each([
    ['fqdn', "chat'; DROP DATABASE mgc--.contoso.com", hostNames],
    ['fqdn', 'chät.contoso.com', hostNames],
    ['fqdn', `${'a'.repeat(64)}.contoso.com`, hostNames],
    ['mgc.backup.server', 'sql3;x', hostNames],
    ['mgc.backup.server', 'sql3]', hostNames],
    ['mgc.backup.instance', "CHAT'", 'must be an instance name'],
    ['mgc.backup.instance', '$(INST)', 'must be an instance name'],
    ['mgc.backup.address', '127.0.0.1;Encrypt=false', 'must be a host name or an IP address'],
    ['secondaryDataCentre.name', 'dallas/../x', 'must be letters, digits, dots and dashes'],
    ['primaryDataCentre.name', '中', 'must be letters, digits, dots and dashes'],
  ])('%s: %s', (place, name, says) => {
    const found = problemsWith(place, name).find(({ path: at }) => at === `pools[0].${place}`);
    expect(found).toMatchObject({ says: expect.stringContaining(says) as string });
    expect(found!.remedy).not.toBe('');
  });
});

it.each([
  "\\\\fs1.contoso.com\\o'brien; DROP DATABASE mgc-- [x] 100%",
  '\\\\fs1.contoso.com\\Ätherisch 中文 🙈 $x `n @{}',
])('a share may be named %s', (share) => {
  expect(problemsWith('logShipping.share', share)).toEqual([]);
});
