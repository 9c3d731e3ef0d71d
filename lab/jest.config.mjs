import { common, testTimeout } from '../jest.config.mjs';

/** @type {import('jest').Config} */
export default {
  ...common,
  displayName: 'lab',
  testTimeout,
  rootDir: '..',
  testMatch: ['<rootDir>/lab/test/**/*.test.ts'],
};
