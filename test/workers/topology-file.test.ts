import { readFileSync } from 'node:fs';
import path from 'node:path';
import { schemaFile, schemaText } from '../../scripts/dev/topology-schema';
import { loadTopology, parseTopology, TopologyMistakes } from '../../workers/topology-file';

const project = path.join(__dirname, '..', '..');
const example = readFileSync(path.join(project, 'docs/topology.example.yaml'), 'utf8');

const mistakesIn = (text: string): readonly string[] => {
  try {
    parseTopology(text, 'topology.yaml');
    return [];
  } catch (failure) {
    if (!(failure instanceof TopologyMistakes)) throw failure;
    return failure.message.split('\n').slice(1);
  }
};

/** The example with one line changed, and where that line is. */
const changed = (from: string, to: string): { text: string; line: number } => {
  expect(example).toContain(from);
  return { text: example.replace(from, to), line: example.slice(0, example.indexOf(from)).split('\n').length };
};

describe('the topology file', () => {
  it.each(['docs/topology.example.yaml', 'docs/topology.docker.yaml'])('%s is well', (file) => {
    expect(loadTopology(path.join(project, file)).pools).toHaveLength(1);
  });

  it('fills in what may be left out', () => {
    const [pool] = parseTopology(example, 'topology.yaml').pools;
    expect(pool?.policy.failover).toBe('approve');
    expect(pool?.timing.statement).toBe(60);
    expect(pool?.logShipping.keepBackupsFor).toBe(4320);
  });

  it.each([
    {
      when: 'a key is mistyped',
      ...changed('backupEvery: 5', 'backupEvry: 5'),
      says: 'pools[0].logShipping.backupEvry: "backupEvry" is not known here. Did you mean "backupEvery"?',
    },
    {
      when: 'a value is of the wrong kind',
      ...changed('heartbeat: 30', 'heartbeat: soon'),
      says:
        'pools[0].timing.heartbeat: "heartbeat" is the text "soon", not a number from 1 to 600. Write a number from 1 to 600. ' +
        'Seconds without a heartbeat after which a worker counts as dead.',
    },
    {
      when: 'a number is out of its range',
      ...changed('workerAnswersWithin: 20', 'workerAnswersWithin: 0'),
      says:
        'pools[0].timing.workerAnswersWithin: "workerAnswersWithin" is 0, out of its range. Write a number from 1 to 600. ' +
        'Seconds for a worker of a data centre to take a task.',
    },
    {
      when: 'a word is none of the values',
      ...changed('shareIn: elsewhere', 'shareIn: elsewere'),
      says: 'pools[0].logShipping.shareIn: "shareIn" is "elsewere", which is none of its values. Did you mean "elsewhere"?',
    },
    {
      when: 'a name is no host name',
      ...changed('fqdn: chat.contoso.com', 'fqdn: chat contoso'),
      says: 'pools[0].fqdn: "fqdn" is "chat contoso"; it must be a host name such as sql1.contoso.com, each part of it at most 63 characters. FQDN of the Persistent Chat pool.',
    },
    {
      when: 'a key has no value',
      ...changed('copyFolder: E:\\pchat-copies', 'copyFolder:'),
      says:
        'pools[0].logShipping.copyFolder: "copyFolder" has no value. Write text, or remove it where it is not needed. ' +
        'Folder on the backup store that log backups are copied to, as that SQL Server sees it.',
    },
    {
      when: 'two values do not fit each other',
      ...changed('name: dallas', 'name: chicago'),
      says:
        'pools[0].secondaryDataCentre.name: Both data centres have the name "chicago". Give them different names: the workers of ' +
        'a data centre are found by its name.',
    },
  ])('names line, place and remedy when $when', ({ text, line, says }) => {
    expect(mistakesIn(text)).toEqual([`topology.yaml:${String(line)}: ${says}`]);
  });

  it('points at the group in which something is missing', () => {
    const { text } = changed('    mirroringShare: \\\\fs1.contoso.com\\pchat-mirroring\n', '');
    const { text: without } = changed('      shareIn: elsewhere # primary, secondary or elsewhere\n', '');
    const [groupLine] = [example.slice(0, example.indexOf('logShipping:')).split('\n').length];
    expect(mistakesIn(without)[0]).toBe(
      `topology.yaml:${String(groupLine)}: pools[0].logShipping.shareIn: "shareIn" is missing. Add "primary" or "secondary" or ` +
        '"elsewhere". Where the file server of the share stands.',
    );
    expect(mistakesIn(text)).toHaveLength(1);
  });

  it('lists every mistake at once, in the order of the file, those of kind and those of sense', () => {
    const text = example
      .replace('name: dallas', 'name: chicago')
      .replace('backupEvery: 5', 'backupEvery: often')
      .replace('poll: 5', 'pol: 5');
    expect(mistakesIn(text).map((mistake) => mistake.split(': ')[1])).toEqual([
      'pools[0].secondaryDataCentre.name',
      'pools[0].logShipping.backupEvery',
      'pools[0].timing.pol',
    ]);
  });

  it('says where the text is no YAML', () => {
    expect(mistakesIn('pools:\n  - fqdn: [chat\n')[0]).toMatch(/^topology\.yaml:\d+: This is not YAML: /);
  });

  it('says that an empty file is empty', () => {
    expect(mistakesIn('')).toEqual([
      'topology.yaml:1: The file is empty. docs/topology.example.yaml is one to start from.',
    ]);
  });

  it('says that a file is not there, and how to name another', () => {
    expect(() => loadTopology(path.join(project, 'no-such.yaml'))).toThrow(/There is no such file\. .*PCHAT_TOPOLOGY/);
  });
});

describe('the JSON Schema for editors', () => {
  it('says what the program checks: run "npm run schema" after a change of domain/topology/schema.ts', () => {
    expect(readFileSync(schemaFile, 'utf8')).toBe(schemaText());
  });
});
