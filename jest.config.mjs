/** What every test of this repository has in common, the lab's included. */
export const common = {
  testEnvironment: '<rootDir>/test/support/environment.ts',
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
};

/** What holds for every run, the lab's included. */
export const everyRun = {
  // Generous, because a deadline says nothing about the product: machines are slow and shared.
  testTimeout: 300_000,
  // No test may depend on the order of tests. The seed stands at the end; `--seed` repeats it.
  randomize: true,
};

/** What needs the lab; all the rest runs without that folder. */
const onTheLab = ['<rootDir>/test/on-lab/', '<rootDir>/test/scenarios/'];

/** @type {import('jest').Config} */
export default {
  ...everyRun,
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  // The long tests wait for processes and for time to pass, so as many as there are cores would leave the machine idle.
  maxWorkers: 4,
  projects: [
    {
      ...common,
      displayName: 'units',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: onTheLab,
    },
    {
      ...common,
      displayName: 'on the lab',
      testMatch: ['<rootDir>/test/on-lab/**/*.test.ts'],
    },
    {
      ...common,
      displayName: 'scenarios',
      testMatch: ['<rootDir>/test/scenarios/**/*.test.ts'],
      // One Temporal server for all of them.
      globalSetup: '<rootDir>/test/scenarios/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/scenarios/support/global-teardown.ts',
    },
  ],
};
