/** What production runs: the build with the dependencies of production beside it, and nothing else that Node could find. */
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { procedureNames } from '../../procedures/registry';
import { workflowIdOf } from '../../domain/topology/pool';
import { temporalCli } from '../../lab/rig/temporal/temporal-cli';
import { Program } from '../support/program';
import { sharedServer, variables } from './support/shared-server';

const project = path.resolve(__dirname, '../..');
const topologyFile = 'docs/topology.example.yaml';
const { include } = JSON.parse(readFileSync(path.join(project, 'tsconfig.build.json'), 'utf8')) as {
  include: string[];
};
const foldersOfProduct = include.filter((name) => existsSync(path.join(project, name)));
const execute = promisify(execFile);

const folder = mkdtempSync(path.join(os.tmpdir(), 'persistent-chat-dr-build-'));
const build = path.join(folder, 'dist');
const packages = path.join(folder, 'node_modules');

/** Links what `npm ci --omit=dev` would install. */
function linkDependenciesOfProduction(): void {
  const lock = JSON.parse(readFileSync(path.join(project, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  for (const [place, { dev = false }] of Object.entries(lock.packages)) {
    const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(place) ?? [];
    // Optional packages of another platform are not there.
    if (name === undefined || dev || !existsSync(path.join(project, place))) continue;
    mkdirSync(path.dirname(path.join(packages, name)), { recursive: true });
    symlinkSync(path.join(project, place), path.join(packages, name), 'dir');
  }
}

const programs: Program[] = [];
/** Node looks for packages where the link is, not where it leads to; so it finds those of production only. */
function started(entry: string, ...parameters: string[]): Program {
  const asLinked = ['--preserve-symlinks', '--preserve-symlinks-main'];
  const program = Program.of(process.execPath, ...asLinked, path.join(build, entry), ...parameters);
  programs.push(program);
  return program;
}

async function commandLine(...parameters: string[]): Promise<{ code: number | null; printed: string }> {
  const program = started('cli/pchat-dr.js', ...parameters);
  const { code } = await program.ended();
  return { code, printed: program.printed };
}

const namesIn = (place: string): string[] => readdirSync(path.join(place)).sort();

describe('The build for production', () => {
  const { address } = sharedServer();

  beforeAll(async () => {
    linkDependenciesOfProduction();
    await execute(process.execPath, ['scripts/dev/build.mjs', build], { cwd: project });
    process.env['TEMPORAL_ADDRESS'] = address;
    process.env['PCHAT_TOPOLOGY'] = topologyFile;
    // What the scenarios share would hide that the build brings its own.
    Reflect.deleteProperty(process.env, variables.bundle);
  });

  afterAll(async () => {
    await Promise.all(programs.map((program) => program.dispose()));
    rmSync(folder, { recursive: true });
  });

  it('stands beside no TypeScript loader, compiler or test runner', () => {
    expect(namesIn(packages)).toEqual(expect.arrayContaining(['commander', 'mssql', 'pino', 'zod']));
    for (const name of ['tsx', 'typescript', 'jest', 'esbuild']) expect(namesIn(packages)).not.toContain(name);
  });

  it('holds no TypeScript, nothing of lab and tests, and every script that workers read', () => {
    expect(readdirSync(build, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))).toEqual(
      [],
    );
    expect(namesIn(build)).toEqual([...foldersOfProduct, 'scripts', 'workflows.bundle.js'].sort());
    for (const scripts of ['scripts/sql', 'scripts/powershell'])
      expect(namesIn(path.join(build, scripts))).toEqual(namesIn(path.join(project, scripts)));
  });

  it('is refused in a folder that holds something else, which is left alone', async () => {
    const foreign = path.join(folder, 'foreign');
    mkdirSync(foreign);
    writeFileSync(path.join(foreign, 'letter.txt'), 'mine');
    await expect(execute(process.execPath, ['scripts/dev/build.mjs', foreign], { cwd: project })).rejects.toMatchObject(
      {
        code: 1,
        stderr: `${foreign} holds something else than a build; name another folder.\n`,
      },
    );
    expect(namesIn(foreign)).toEqual(['letter.txt']);
  });

  it('has a command line that starts by itself', async () => {
    const { code, printed } = await commandLine('--help');
    expect(code).toBe(0);
    for (const name of procedureNames) expect(printed).toMatch(new RegExp(`^ +${name} `, 'm'));
    const { stdout } = await execute(path.join(build, 'cli/pchat-dr.js'), ['--help'], {
      env: { ...process.env, NODE_OPTIONS: '--preserve-symlinks --preserve-symlinks-main' },
    });
    expect(stdout).toBe(printed);
  });

  it('checks a topology file', async () => {
    expect(await commandLine('topology', topologyFile)).toEqual({
      code: 0,
      printed: `${topologyFile} is well: chat.contoso.com.\n`,
    });
  });

  it('has workers that are ready, and run and replay workflows with the code that was bundled', async () => {
    Object.assign(process.env, {
      PCHAT_DATA_CENTRE: 'dallas',
      PCHAT_ROLES: 'lync,sql',
      PCHAT_SQL_USER: 'worker',
      PCHAT_SQL_PASSWORD: 'never used',
    });
    const workers = ['workers/orchestrator.js', 'workers/host.js'].map((entry) => started(entry));
    await Promise.all(workers.map((worker) => worker.prints('"msg":"ready"')));

    const pool = 'unknown.contoso.com';
    expect(await commandLine('failover', pool)).toEqual({
      code: 1,
      printed: expect.stringMatching(/unknown\.contoso\.com.*chat\.contoso\.com/),
    });
    const history = path.join(folder, 'history.json');
    const show = ['workflow', 'show', '--workflow-id', workflowIdOf(pool), '--output', 'json'];
    const { stdout } = await execute(await temporalCli(), [...show, '--address', address]);
    writeFileSync(history, stdout);
    expect(await commandLine('replay', history)).toEqual({
      code: 0,
      printed: expect.stringMatching(/: \d+ events replay under this code\.\n$/),
    });

    for (const worker of workers) worker.signal('SIGTERM');
    expect(await Promise.all(workers.map((worker) => worker.ended()))).toEqual(
      workers.map(() => ({ code: 0, signal: null })),
    );
  });
});
