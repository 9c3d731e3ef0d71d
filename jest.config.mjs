const common = {
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
};

/** Folders of what runs against the Temporal server that the global set-up starts, once for all. */
const withTemporal = ['scenarios'];

/** @type {import('jest').Config} */
export default {
  // Generous, because a deadline says nothing about the product: machines are slow and shared.
  testTimeout: 300_000,
  // The long tests wait for processes and for time to pass, so as many as there are cores would leave the machine idle.
  maxWorkers: 3,
  // A process that has run many of these files runs the next one several times slower: each leaves its async hooks behind.
  workerIdleMemoryLimit: '100MB',
  projects: [
    {
      ...common,
      displayName: 'units',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: withTemporal.map((folder) => `<rootDir>/test/${folder}/`),
    },
    {
      ...common,
      displayName: 'scenarios',
      testMatch: withTemporal.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
