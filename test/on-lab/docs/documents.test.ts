import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadTopology } from '../../../workers/topology-file';
import { searchAttributes } from '../../../lab/rig/temporal/search-attributes';
import { faults } from '../../../lab/rig/faults/faults';

const root = path.join(__dirname, '../../..');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'lab/README.md',
  ...readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const textOf = (document: string): string => readFileSync(path.join(root, document), 'utf8');
/** The headings of a document, as links name them. */
const headingsOf = (document: string): string[] =>
  [...textOf(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\d _-]/gu, '')
      .replaceAll(' ', '-'),
  );
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

describe.each(documents)('%s', (document) => {
  const text = textOf(document);

  it('links to files that exist', () => {
    const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target));
    const missing = targets.filter((target) => !existsSync(path.join(root, path.dirname(document), target)));
    expect(missing).toEqual([]);
  });

  it('links to headings that exist', () => {
    const targets = [...text.matchAll(/\]\(([^)#\s:]*)#([^)\s]+)\)/g)].map(([, file = '', heading = '']) => ({
      file: file === '' ? document : path.join(path.dirname(document), file),
      heading,
    }));
    expect(targets.filter(({ file, heading }) => !headingsOf(file).includes(heading))).toEqual([]);
  });

  it('names only commands that package.json has', () => {
    const named = [...text.matchAll(/npm run ([a-z-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('fences no JSON that does not parse', () => {
    for (const [, json = ''] of text.matchAll(/```json\n([\s\S]*?)```/g))
      expect(() => JSON.parse(json) as unknown).not.toThrow();
  });
});

describe('the documents', () => {
  it('tell the beginning in README.md, in at most 130 lines', () => {
    expect(textOf('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(130);
  });

  it.each(['docs/topology.example.yaml', 'docs/topology.docker.yaml'])('%s is a topology without a mistake', (file) => {
    expect(loadTopology(path.join(root, file)).pools).toHaveLength(1);
  });

  it('name every search attribute that a server needs, in docs/deployment.md and docker-compose.yml', () => {
    for (const name of Object.keys(searchAttributes)) {
      expect(textOf('docs/deployment.md')).toContain(name);
      expect(textOf('docker-compose.yml')).toContain(`${name}=`);
    }
  });

  it('list every fault of the lab in lab/README.md', () => {
    const text = textOf('lab/README.md');
    expect(Object.keys(faults).filter((fault) => !text.includes(`\`${fault}`))).toEqual([]);
  });

  it('name every environment variable of a worker in docs/deployment.md', () => {
    const variables = new Set(textOf('workers/configuration.ts').match(/PCHAT_[A-Z_]+/g));
    const text = textOf('docs/deployment.md');
    expect([...variables].filter((variable) => !text.includes(variable))).toEqual([]);
  });
});
