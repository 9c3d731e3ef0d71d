import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const project = path.join(__dirname, '..', '..', '..');

/** Lints samples with the project's own configuration, the rules of pure folders alone, in a process that can load it. */
const program = `
import { ESLint } from 'eslint';
const eslint = new ESLint({
  ruleFilter: ({ ruleId }) => /^no-restricted-|no-non-null-assertion$/.test(ruleId),
  overrideConfig: {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: false } },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
  },
});
const answers = [];
for (const { folder, text } of JSON.parse(process.argv[1])) {
  const [result] = await eslint.lintText(text, { filePath: folder + '/sample.ts' });
  answers.push(result.messages.map(({ ruleId }) => ruleId));
}
console.log(JSON.stringify(answers));`;

interface Sample {
  readonly folder: string;
  readonly text: string;
}

async function lint(samples: readonly Sample[]): Promise<string[][]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', program, JSON.stringify(samples)],
    { cwd: project },
  );
  return JSON.parse(stdout) as string[][];
}

const impure = [
  'export const at = Date.now();',
  'export const at = new Date();',
  'export const at = Date();',
  'export const at = performance.now();',
  'export const chance = Math.random();',
  "console.log('seen');",
  "export const home = process.env['HOME'];",
  "export const home = globalThis.process.env['HOME'];",
  'setTimeout(() => undefined, 1);',
];
const forbidden: readonly Sample[] = [
  ...['domain/run', 'procedures'].flatMap((folder) => impure.map((text) => ({ folder, text }))),
  ...['domain', 'procedures', 'cli', 'workers'].map((folder) => ({
    folder,
    text: 'export const first = (all: string[]): string => all[0]!;',
  })),
];

const allowed: readonly Sample[] = [
  { folder: 'domain', text: "export const at = Date.parse('2026-01-01T00:00:00Z');" },
  { folder: 'procedures', text: 'export const at = (text: string): Date => new Date(text);' },
  { folder: 'procedures', text: 'export const later = (console: string, process: string) => console + process;' },
  { folder: 'workers', text: 'console.log(process.pid, Date.now());' },
];

describe('the lint rules of the parts', () => {
  let refusals: string[][];
  beforeAll(async () => {
    refusals = await lint([...forbidden, ...allowed]);
  });

  it.each(forbidden.map((sample, index) => ({ ...sample, index })))('forbid in $folder: $text', ({ index }) => {
    expect(refusals[index]).toHaveLength(1);
  });

  it.each(allowed.map((sample, index) => ({ ...sample, index })))('allow in $folder: $text', ({ index }) => {
    expect(refusals[forbidden.length + index]).toEqual([]);
  });
});
