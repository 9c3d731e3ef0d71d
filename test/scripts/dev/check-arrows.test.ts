import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const project = path.join(__dirname, '..', '..', '..');

/** Lints samples with the project's own configuration, the rule `house/arrows` alone, in a process that can load it. */
const program = `
import { ESLint } from 'eslint';
const eslint = new ESLint({
  ruleFilter: ({ ruleId }) => ruleId === 'house/arrows',
  overrideConfig: {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: false } },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
  },
});
const answers = [];
for (const { file, text } of JSON.parse(process.argv[1])) {
  const [result] = await eslint.lintText(text, { filePath: file });
  answers.push(result.messages.map(({ message }) => message));
}
console.log(JSON.stringify(answers));`;

interface Sample {
  readonly file: string;
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

const forbidden: readonly Sample[] = [
  { file: 'domain/sample.ts', text: "import { readFileSync } from 'node:fs';" },
  { file: 'domain/sample.ts', text: "import { proxyActivities } from '@temporalio/workflow';" },
  { file: 'domain/sample.ts', text: "import type { Scope } from '../activities/signatures';" },
  { file: 'workflows/sample.ts', text: "import path from 'path';" },
  { file: 'workflows/sample.ts', text: "import { Client } from '@temporalio/client';" },
  { file: 'workflows/sample.ts', text: "import { Worker } from '@temporalio/worker';" },
  { file: 'workflows/sample.ts', text: "import { Context } from '@temporalio/activity';" },
  { file: 'workflows/sample.ts', text: "import mssql from 'mssql';" },
  { file: 'workflows/sample.ts', text: "import { poolOf } from '../activities/scope';" },
  { file: 'workflows/sample.ts', text: "export { poolOf } from '../activities/scope';" },
  { file: 'workflows/sample.ts', text: "export const later = import('node:fs');" },
  { file: 'activities/sample.ts', text: "import { failover } from '../workflows/failover';" },
  { file: 'activities/sample.ts', text: "import { ConnectionPool } from 'mssql';" },
  { file: 'activities/sample.ts', text: "import type { PowerShell } from 'node-powershell';" },
  { file: 'workers/sample.ts', text: "import { LabClock } from '../lab/clock';" },
  { file: 'workers/deep/er/sample.ts', text: "const { LabClock } = require('../../../lab/clock');" },
  { file: 'scripts/sample.ts', text: "type Clock = import('../lab/clock').LabClock;" },
  { file: 'lab/chat/sample.ts', text: "import { PowerShell } from 'node-powershell';" },
  { file: 'lab/sample.ts', text: "import mssql from 'mssql';" },
  { file: 'lab/sample.ts', text: "import { support } from '../test/support/support';" },
];

const allowed: readonly Sample[] = [
  { file: 'domain/sample.ts', text: "import { z } from 'zod'; import { lsn } from './lsn';" },
  {
    file: 'workflows/sample.ts',
    text: "import { sleep } from '@temporalio/workflow'; import { lsn } from '../domain/lsn';",
  },
  { file: 'workflows/sample.ts', text: "import type { Scope } from '../activities/signatures';" },
  { file: 'workflows/sample.ts', text: "import { type Scope } from '../activities/signatures';" },
  {
    file: 'activities/sample.ts',
    text: "import { readFile } from 'node:fs/promises'; import { lsn } from '../domain/lsn';",
  },
  { file: 'activities/adapters/sql-server/sample.ts', text: "import { ConnectionPool } from 'mssql';" },
  { file: 'activities/adapters/sample.ts', text: "import { PowerShell } from 'node-powershell';" },
  {
    file: 'workers/sample.ts',
    text: "import * as workflows from '../workflows'; import { Worker } from '@temporalio/worker';",
  },
  { file: 'scripts/sample.ts', text: "import { loadTopology } from '../workers/topology-file';" },
  { file: 'lab/chat/sample.ts', text: "import { ConnectionPool } from 'mssql';" },
  { file: 'test/lab/sample.ts', text: "import mssql from 'mssql'; import { LabClock } from '../../lab/clock';" },
];

describe('the lint rule house/arrows', () => {
  let refusals: string[][];
  beforeAll(async () => {
    refusals = await lint([...forbidden, ...allowed]);
  });

  it.each(forbidden.map((sample, index) => ({ ...sample, index })))('forbids in $file: $text', ({ index }) => {
    expect(refusals[index]).toHaveLength(1);
  });

  it.each(allowed.map((sample, index) => ({ ...sample, index })))('allows in $file: $text', ({ index }) => {
    expect(refusals[forbidden.length + index]).toEqual([]);
  });

  it('says which way is right', () => {
    expect(refusals[2]).toEqual([
      '"../activities/signatures" points the wrong way: domain is pure: it knows itself, zod and fastest-levenshtein.',
    ]);
  });
});
