/** What the compiler cannot say: how the house writes TypeScript. Which way imports point is said in .dependency-cruiser.mjs. */
import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const nodeGlobals = [
  'process',
  'console',
  'Buffer',
  'URL',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
];

const modules = ':matches(Program, Program > ExportNamedDeclaration)';
const readonlyType = '[id.typeAnnotation.typeAnnotation.typeName.name=/^Readonly(Map|Set)$/]';
const keeps = 'A module of the lab keeps nothing: state belongs to one estate.';
/** Variables, empty containers, objects with state and static fields, all at the level of a module; a context keeps nothing. */
const stateOfModules = [
  `${modules} > VariableDeclaration[kind=/^(let|var)$/]`,
  `${modules} > VariableDeclaration > VariableDeclarator:not(${readonlyType}) > NewExpression:not([callee.name=/^(RegExp|AsyncLocalStorage)$/])`,
  `${modules} > VariableDeclaration > VariableDeclarator > ArrayExpression[elements.length=0]`,
  `${modules} > VariableDeclaration > VariableDeclarator > ObjectExpression[properties.length=0]`,
  'PropertyDefinition[static=true]:not([readonly=true])',
  'PropertyDefinition[static=true] > NewExpression',
].map((selector) => ({ selector, message: keeps }));

const purity = 'This folder is pure: it sees its arguments, no clock, no chance and no process.';
const impureGlobals = [
  'console',
  'process',
  'globalThis',
  'performance',
  'crypto',
  'fetch',
  'setTimeout',
  'setInterval',
];
/** A date is made of something; without it, it is the clock's. */
const clocks = [
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'CallExpression[callee.name="Date"]',
  'MemberExpression[object.name="Date"][property.name="now"]',
  'MemberExpression[object.name="Math"][property.name="random"]',
].map((selector) => ({ selector, message: purity }));

export default defineConfig(
  globalIgnores(['.cache/', 'dist*/', 'test/replay/histories/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])) },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      // `== null` asks for both kinds of absence at once.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'object-shorthand': 'error',

      // Closed shapes, such as those that zod infers, are aliases; interfaces are for what others implement.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // A method without await keeps its place in an interface of promises.
      '@typescript-eslint/require-await': 'off',
      // A short handler, or an early return, may hand on the nothing that it calls for.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Interfaces are implemented by factories of closures, which have no `this` to lose when they are taken apart.
      '@typescript-eslint/unbound-method': 'off',
      // Numbers and truth values read well in messages; objects do not and stay forbidden.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // A parameter that a signature requires and nobody reads starts with an underscore; a rest leaves its siblings out.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // An empty method is an answer: nothing has to be done.
      '@typescript-eslint/no-empty-function': 'off',
      // The compiler wants brackets for index signatures where a flag says so; one judge is enough.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
  {
    // Matchers of Jest are untyped by design.
    files: ['test/**/*.ts', 'lab/test/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    files: ['domain/**/*.ts', 'procedures/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals.map((name) => ({ name, message: purity }))],
      'no-restricted-syntax': ['error', ...clocks],
    },
  },
  {
    // In the product an absent value is told apart or refused; in tests, and in the lab until it has its own rules, `!` marks
    // what the line before has proven.
    files: ['test/**/*.ts', 'lab/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Many estates live in one process: what a module keeps would be seen by all of them.
    files: ['lab/estate/**/*.ts', 'lab/rig/**/*.ts'],
    ignores: ['lab/rig/testing/**'],
    rules: { 'no-restricted-syntax': ['error', ...stateOfModules] },
  },
  prettier,
);
