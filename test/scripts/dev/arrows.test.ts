import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const project = path.join(__dirname, '..', '..', '..');

/** What the samples import. */
const targets = {
  'activities/scope.ts': 'export const poolOf = 1;',
  'activities/signatures.ts': 'export interface Scope {}',
  'cli/refusal.ts': 'export const refusal = 1;',
  'domain/lsn.ts': 'export const lsn = 1;',
  'lab/estate/clock.ts': 'export class LabClock {}',
  'lab/rig/lab.ts': 'export class Lab {}',
  'lab/test/support/lab-support.ts': 'export const labSupport = 1;',
  'procedures/failback.ts': 'export const failback = 1;',
  'test/support/support.ts': 'export const support = 1;',
  'workers/topology-file.ts': 'export const loadTopology = 1;',
  'workflows/failover.ts': 'export const failover = 1;',
  'workflows/index.ts': "export { failover } from './failover';",
};

interface Sample {
  readonly folder: string;
  readonly text: string;
}

const forbidden: readonly (Sample & { readonly rule: string })[] = [
  { folder: 'domain', text: "import { readFileSync } from 'node:fs';", rule: 'arrows-of-domain' },
  { folder: 'domain', text: "import { proxyActivities } from '@temporalio/workflow';", rule: 'arrows-of-domain' },
  { folder: 'domain', text: "import type { Scope } from '../activities/signatures';", rule: 'arrows-of-domain' },
  { folder: 'domain/run', text: "import { failback } from '../../procedures/failback';", rule: 'arrows-of-domain' },
  { folder: 'domain', text: "import { nobody } from './nobody';", rule: 'arrows-of-domain' },
  { folder: 'procedures', text: "import path from 'node:path';", rule: 'arrows-of-procedures' },
  { folder: 'procedures', text: "import pino from 'pino';", rule: 'arrows-of-procedures' },
  {
    folder: 'procedures',
    text: "import { ApplicationFailure } from '@temporalio/common';",
    rule: 'arrows-of-procedures',
  },
  {
    folder: 'procedures',
    text: "import type { Scope } from '../activities/signatures';",
    rule: 'arrows-of-procedures',
  },
  { folder: 'workflows', text: "import path from 'path';", rule: 'arrows-of-workflows' },
  { folder: 'workflows', text: "import { Client } from '@temporalio/client';", rule: 'arrows-of-workflows' },
  { folder: 'workflows', text: "import { Worker } from '@temporalio/worker';", rule: 'arrows-of-workflows' },
  { folder: 'workflows', text: "import { Context } from '@temporalio/activity';", rule: 'arrows-of-workflows' },
  { folder: 'workflows', text: "import mssql from 'mssql';", rule: 'arrows-of-workflows' },
  { folder: 'workflows', text: "import { poolOf } from '../activities/scope';", rule: 'types-for-workflows' },
  { folder: 'workflows', text: "export { poolOf } from '../activities/scope';", rule: 'types-for-workflows' },
  {
    folder: 'workflows',
    text: "import type { Pool } from '../activities/scope'; import { poolOf } from '../activities/scope';",
    rule: 'types-for-workflows',
  },
  {
    folder: 'workflows',
    text: "import { type Pool, poolOf } from '../activities/scope';",
    rule: 'types-for-workflows',
  },
  { folder: 'workflows', text: "export const later = import('node:fs');", rule: 'arrows-of-workflows' },
  { folder: 'activities', text: "import { failover } from '../workflows/failover';", rule: 'arrows-of-activities' },
  {
    folder: 'activities',
    text: "import { proxyActivities } from '@temporalio/workflow';",
    rule: 'never-in-activities',
  },
  { folder: 'activities', text: "import { ConnectionPool } from 'mssql';", rule: 'driver-mssql' },
  { folder: 'activities', text: "import type { PowerShell } from 'node-powershell';", rule: 'driver-node-powershell' },
  { folder: 'workers', text: "import { LabClock } from '../lab/estate/clock';", rule: 'arrows-of-workers' },
  { folder: 'workers', text: "import { refusal } from '../cli/refusal';", rule: 'arrows-of-workers' },
  {
    folder: 'workers/deep/er',
    text: "const { LabClock } = require('../../../lab/estate/clock');",
    rule: 'arrows-of-workers',
  },
  { folder: 'cli', text: "import { Lab } from '../lab/rig/lab';", rule: 'arrows-of-cli' },
  { folder: 'cli', text: "import { ConnectionPool } from 'mssql';", rule: 'driver-mssql' },
  { folder: 'scripts', text: "type Clock = import('../lab/estate/clock').LabClock;", rule: 'arrows-of-scripts' },
  { folder: 'scripts', text: "import clock = require('../lab/estate/clock');", rule: 'arrows-of-scripts' },
  { folder: 'lab/estate/chat', text: "import { PowerShell } from 'node-powershell';", rule: 'driver-node-powershell' },
  { folder: 'lab/rig', text: "import mssql from 'mssql';", rule: 'driver-mssql' },
  { folder: 'lab/estate', text: "import { lsn } from '../../domain/lsn';", rule: 'arrows-of-lab-estate' },
  { folder: 'lab/estate', text: "import type { lsn } from '../../domain/lsn';", rule: 'arrows-of-lab-estate' },
  { folder: 'lab/estate', text: "import { Lab } from '../rig/lab';", rule: 'arrows-of-lab-estate' },
  { folder: 'lab/rig', text: "import { support } from '../../test/support/support';", rule: 'arrows-of-lab-rig' },
  { folder: 'lab/rig', text: "import { labSupport } from '../test/support/lab-support';", rule: 'arrows-of-lab-rig' },
  { folder: 'test/domain', text: "import { Lab } from '../../lab/rig/lab';", rule: 'arrows-of-test' },
];

const allowed: readonly Sample[] = [
  { folder: 'domain', text: "import { z } from 'zod'; import { lsn } from './lsn';" },
  { folder: 'domain', text: "import { distance } from 'fastest-levenshtein';" },
  {
    folder: 'procedures',
    text: "import { z } from 'zod'; import { lsn } from '../domain/lsn'; import { failback } from './failback';",
  },
  { folder: 'workflows', text: "import { sleep } from '@temporalio/workflow'; import { lsn } from '../domain/lsn';" },
  { folder: 'workflows', text: "import { failback } from '../procedures/failback';" },
  { folder: 'workflows', text: "import type { Scope } from '../activities/signatures';" },
  { folder: 'workflows', text: "import { type Scope } from '../activities/signatures';" },
  { folder: 'activities', text: "import { readFile } from 'node:fs/promises'; import { lsn } from '../domain/lsn';" },
  { folder: 'activities', text: "import { failback } from '../procedures/failback';" },
  { folder: 'activities/adapters/sql-server', text: "import { ConnectionPool } from 'mssql';" },
  { folder: 'activities/adapters', text: "import { PowerShell } from 'node-powershell';" },
  {
    folder: 'workers',
    text: "import * as workflows from '../workflows'; import { Worker } from '@temporalio/worker';",
  },
  {
    folder: 'cli',
    text: "import { loadTopology } from '../workers/topology-file'; import { poolOf } from '../activities/scope';",
  },
  { folder: 'scripts', text: "import { loadTopology } from '../workers/topology-file';" },
  { folder: 'lab/estate/chat', text: "import { ConnectionPool } from 'mssql';" },
  { folder: 'lab/rig', text: "import { lsn } from '../../domain/lsn'; import { LabClock } from '../estate/clock';" },
  { folder: 'lab/test', text: "import mssql from 'mssql'; import { support } from '../../test/support/support';" },
  { folder: 'test/on-lab', text: "import { Lab } from '../../lab/rig/lab';" },
  { folder: 'test/scenarios', text: "import { LabClock } from '../../lab/estate/clock';" },
];

/** Both are of the compiler of queries, whose recursion is the one exception. */
const recursion: Readonly<Record<string, string>> = {
  'lab/estate/sql-server/engine/query.ts': "import { select } from './select'; export const query = select;",
  'lab/estate/sql-server/engine/select.ts': "import { query } from './query'; export const select = query;",
};

const circles: readonly Readonly<Record<string, string>>[] = [
  { 'domain/self.ts': "import { self } from './self';" },
  {
    'workflows/one.ts': "import { two } from './two'; export const one = two;",
    'workflows/two.ts': "import { one } from './one'; export const two = one;",
  },
  {
    'activities/one.ts': "import type { Two } from './looks/two'; export type One = Two;",
    'activities/looks/two.ts': "import { three } from './three'; export type Two = typeof three;",
    'activities/looks/three.ts': "import type { One } from '../one'; export const three = 3 as unknown as One;",
  },
  {
    'lab/rig/one.ts': "import { two } from './two'; export const one = two;",
    'lab/rig/two.ts': "import { one } from './one'; export const two = one;",
  },
  {
    'lab/estate/one.ts': "import { two } from './two'; export const one = two;",
    'lab/estate/two.ts': "import { one } from './one'; export const two = one;",
  },
  // The compiler of queries may recurse, but only within itself.
  {
    'lab/estate/sql-server/engine/compile-expression.ts':
      "import type { Act } from './act'; export type Compiled = Act;",
    'lab/estate/sql-server/engine/act.ts':
      "import type { Compiled } from './compile-expression'; export type Act = Compiled;",
  },
];

interface Answer {
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly rule: { readonly name: string };
      readonly cycle?: readonly { readonly name: string }[];
    }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string; readonly comment: string }[] };
  };
}

/** What the project's own configuration says to a tree of these files. */
async function cruise(files: Readonly<Record<string, string>>): Promise<Answer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'arrows-'));
  try {
    await symlink(path.join(project, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
      await writeFile(path.join(folder, file), `${text}\n`);
    }
    const args = ['--config', path.join(project, '.dependency-cruiser.mjs'), '--output-type', 'json', '.'];
    const program = path.join(project, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    return await new Promise((resolve, reject) => {
      // Its exit code counts what is forbidden.
      execFile(process.execPath, [program, ...args], { cwd: folder, maxBuffer: 2 ** 26 }, (_, stdout, stderr) => {
        if (stdout === '') reject(new Error(stderr));
        else resolve(JSON.parse(stdout) as Answer);
      });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the arrows between the parts', () => {
  const fileOf = ({ folder }: Sample, index: number): string => `${folder}/sample-${String(index)}.ts`;
  const samples = [...forbidden, ...allowed];
  let answer: Answer;
  beforeAll(async () => {
    answer = await cruise({
      ...targets,
      ...Object.fromEntries(samples.map((sample, index) => [fileOf(sample, index), sample.text])),
      ...Object.fromEntries(circles.flatMap((files) => Object.entries(files))),
      ...recursion,
    });
  });
  const rulesBrokenBy = (file: string): string[] =>
    answer.summary.violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);

  it.each(forbidden.map((sample, index) => ({ ...sample, index })))('forbid in $folder: $text', ({ index, rule }) => {
    expect(rulesBrokenBy(fileOf(samples[index]!, index))).toContain(rule);
  });

  it.each(allowed.map((sample, index) => ({ ...sample, index })))('allow in $folder: $text', (sample) => {
    expect(rulesBrokenBy(fileOf(sample, forbidden.length + sample.index))).toEqual([]);
  });

  it.each(circles.map((files) => ({ files: Object.keys(files) })))('forbid the circle of $files', ({ files }) => {
    const found = answer.summary.violations.flatMap(({ rule, cycle }) =>
      rule.name === 'circle' && cycle ? [cycle.map(({ name }) => name).sort()] : [],
    );
    expect(found).toContainEqual(files.sort());
  });

  it("allow the recursion of the lab's compiler of queries", () => {
    expect(Object.keys(recursion).flatMap(rulesBrokenBy)).toEqual([]);
  });

  it('say which way is right', () => {
    expect(answer.summary.ruleSetUsed.forbidden.find(({ name }) => name === 'arrows-of-domain')?.comment).toBe(
      'domain is pure: it knows itself, zod and fastest-levenshtein.',
    );
  });
});
