import { common, everyRun } from '../jest.config.mjs';

/** @type {import('jest').Config} */
export default {
  ...common,
  displayName: 'lab',
  ...everyRun,
  rootDir: '..',
  testMatch: ['<rootDir>/lab/test/**/*.test.ts'],
};
