/** The lint rule that keeps estates apart: no module of the lab holds anything that two estates could share. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** Lints samples with the project's own configuration, this rule alone, in a process that can load it. */
const program = `
import { ESLint } from 'eslint';
const eslint = new ESLint({
  ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-syntax',
  overrideConfig: {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: false } },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
  },
});
const answers = [];
for (const text of JSON.parse(process.argv[1])) {
  const [result] = await eslint.lintText(text, { filePath: 'lab/estate/sample.ts' });
  answers.push(result.messages.length);
}
console.log(JSON.stringify(answers));`;

const state = [
  'let count = 0;',
  'export let count = 0;',
  'var count = 0;',
  'const seen = new Map();',
  'export const seen = new Set<string>();',
  'const owners = new WeakMap<object, string>();',
  "const names = new Set(['a']);",
  'const queue: string[] = [];',
  'const byName: Record<string, string> = {};',
  'class Estate { static count = 0; }',
  'class Estate { static readonly all = new Set(); }',
];
const constants = [
  "const names: ReadonlySet<string> = new Set(['a']);",
  'const names: ReadonlyMap<string, number> = new Map([]);',
  'const limit = 4;',
  "const sides = ['primary', 'secondary'] as const;",
  'function inside() { const seen = new Map(); let count = 0; return [seen, count]; }',
  'class Estate { readonly #seen = new Map(); }',
];

let found: readonly number[];
beforeAll(async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', program, JSON.stringify([...state, ...constants])],
    { cwd: path.join(__dirname, '..', '..', '..') },
  );
  found = JSON.parse(stdout) as number[];
});

it.each(state.map((text, index) => [text, index] as const))('a module may not keep: %s', (_, index) => {
  expect(found[index]).toBe(1);
});

it.each(constants.map((text, index) => [text, index] as const))('a module may say: %s', (_, index) => {
  expect(found[state.length + index]).toBe(0);
});
