import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';

const setup = path.join(__dirname, '..', '..', '..', 'scripts', 'dev', 'setup.mjs');
const version = '1.5.1';

let folder: string;
let cache: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'setup-'));
  cache = path.join(folder, 'persistent-chat-dr');
  env = { PATH: path.join(folder, 'bin'), HOME: folder, XDG_CACHE_HOME: folder };
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A program that answers as the Temporal CLI does. */
function fakeCli(file: string, answers = version): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho "temporal version ${answers} (Server 1.29.1, UI 2.42.1)"\n`);
  chmodSync(file, 0o755);
  return file;
}

interface Answer {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

function start(args: readonly string[]): {
  readonly child: ReturnType<typeof spawn>;
  readonly answer: Promise<Answer>;
} {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const answer = once(child, 'close').then(([code]) => ({ code: code as number | null, output, errors }));
  return { child, answer };
}

const run = (...args: string[]): Promise<Answer> => start([setup, ...args]).answer;

/**
 * Asks the library for a CLI, with one way of providing it: a line in `provided`, and then either a fake program, or
 * nothing ever.
 */
function ensure(way: 'works' | 'never ends' | 'fails'): ReturnType<typeof start> {
  const template = fakeCli(path.join(folder, 'template'));
  const acts = {
    works: `copyFileSync(${JSON.stringify(template)}, file)`,
    'never ends': 'await new Promise(() => setInterval(() => undefined, 1000))',
    fails: `throw new Error('no way here')`,
  };
  const program = `
    import { appendFileSync, copyFileSync } from 'node:fs';
    import { ensureTemporal } from ${JSON.stringify(path.join(path.dirname(setup), 'setup', 'temporal.mjs'))};
    const provide = async ({ file }) => {
      appendFileSync(${JSON.stringify(path.join(folder, 'provided'))}, 'provided\\n');
      ${acts[way]};
    };
    await ensureTemporal({ provideBy: [{ title: 'making a CLI', provide }] }).then(
      (found) => process.stdout.write(found),
      (failure) => { process.stderr.write(failure.message); process.exitCode = 2; },
    );`;
  return start(['--input-type=module', '-e', program]);
}

const provided = (): number => readFileSync(path.join(folder, 'provided'), 'utf8').split('\n').length - 1;

describe('set-up looks for the Temporal CLI', () => {
  it('in TEMPORAL_CLI first, then on PATH, then in the cache', async () => {
    const inCache = fakeCli(path.join(cache, `temporal-${version}`));
    expect((await run('--print-temporal')).output).toBe(`${inCache}\n`);
    const onPath = fakeCli(path.join(folder, 'bin', 'temporal'), '1.6.0');
    expect((await run('--print-temporal')).output).toBe(`${onPath}\n`);
    const named = fakeCli(path.join(folder, 'elsewhere', 'temporal'), '1.4.0');
    env['TEMPORAL_CLI'] = named;
    expect((await run('--print-temporal')).output).toBe(`${named}\n`);
  });

  it('and passes over one on PATH that is too old', async () => {
    const inCache = fakeCli(path.join(cache, `temporal-${version}`));
    fakeCli(path.join(folder, 'bin', 'temporal'), '1.4.9');
    const { output } = await run('--print-temporal');
    expect(output).toBe(`${inCache}\n`);
  });

  it('and refuses with one sentence and exit code 2 when TEMPORAL_CLI names no Temporal CLI', async () => {
    env['TEMPORAL_CLI'] = '/bin/ls';
    const { code, errors } = await run('--quiet');
    expect(code).toBe(2);
    expect(errors).toBe(
      'TEMPORAL_CLI is "/bin/ls", which is no Temporal CLI that runs: correct the variable or unset it.\n',
    );
  });

  it('but needs none where TEMPORAL_ADDRESS names a server', async () => {
    env['TEMPORAL_ADDRESS'] = '127.0.0.1:7233';
    expect(await run('--quiet')).toEqual({ code: 0, output: '', errors: '' });
  });
});

describe('set-up', () => {
  it('says nothing when it is quiet and nothing is missing', async () => {
    fakeCli(path.join(cache, `temporal-${version}`));
    expect(await run('--quiet')).toEqual({ code: 0, output: '', errors: '' });
  });

  it('refuses an argument that it does not know', async () => {
    const { code, errors } = await run('--fast');
    expect(code).toBe(2);
    expect(errors).toContain('does not know --fast');
  });

  it('names the ways to get a Temporal CLI when it can provide none', async () => {
    const { code, errors } = await ensure('fails').answer;
    expect(code).toBe(2);
    for (const way of ['PATH', 'TEMPORAL_CLI', 'Go 1.25', 'temporal.download', 'TEMPORAL_ADDRESS'])
      expect(errors).toContain(way);
    expect(readdirSync(cache)).toEqual([]);
  });

  it('provides once when two run at the same time', async () => {
    const answers = await Promise.all([ensure('works').answer, ensure('works').answer, ensure('works').answer]);
    expect(new Set(answers.map(({ output }) => output))).toEqual(new Set([path.join(cache, `temporal-${version}`)]));
    expect(provided()).toBe(1);
    expect(readdirSync(cache)).toEqual([`temporal-${version}`]);
  });

  it('takes over from one that was killed, and clears away what it left', async () => {
    const log = path.join(folder, 'provided');
    const appears = new Promise<void>((resolve) => {
      const watcher = watch(folder, () => {
        if (!existsSync(log)) return;
        watcher.close();
        resolve();
      });
    });
    const interrupted = ensure('never ends');
    await appears;
    interrupted.child.kill('SIGKILL');
    await interrupted.answer;
    expect(readdirSync(cache)).toHaveLength(2);

    expect((await ensure('works').answer).output).toBe(path.join(cache, `temporal-${version}`));
    expect(readdirSync(cache)).toEqual([`temporal-${version}`]);
  });

  it('does not take over from one that is alive on another host', async () => {
    mkdirSync(cache);
    const lock = path.join(cache, `temporal-${version}.lock`);
    writeFileSync(lock, JSON.stringify({ pid: 1, host: `not-${hostname()}` }));
    const waiting = ensure('works');
    // Asked while it waits: nothing is provided yet. The other host then finishes.
    await once(waiting.child.stderr!, 'data');
    expect(existsSync(path.join(folder, 'provided'))).toBe(false);
    rmSync(lock);
    expect((await waiting.answer).code).toBe(0);
    expect(provided()).toBe(1);
  });
});

describe('the npm dependencies are current', () => {
  const left = { version: '1.0.0', integrity: 'sha512-a' };
  /** The project asks for a, its workspace for b; c is optional. */
  const lock = JSON.stringify({
    packages: {
      '': { name: 'sample', workspaces: ['lab'], dependencies: { a: '1.0.0' } },
      lab: { devDependencies: { b: '1.0.0' } },
      'node_modules/a': left,
      'node_modules/b': left,
      'node_modules/c': { ...left, optional: true },
    },
  });

  const areCurrent = async (installed: string | undefined): Promise<boolean> => {
    mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
    writeFileSync(path.join(folder, 'package-lock.json'), lock);
    if (installed !== undefined) writeFileSync(path.join(folder, 'node_modules', '.package-lock.json'), installed);
    const program = `
      import { areCurrent } from ${JSON.stringify(path.join(path.dirname(setup), 'setup', 'dependencies.mjs'))};
      process.stdout.write(String(areCurrent(process.argv[1])));`;
    const { output } = await start(['--input-type=module', '-e', program, folder]).answer;
    return output === 'true';
  };

  const installed = (packages: Readonly<Record<string, object>>): string =>
    JSON.stringify({
      packages: Object.fromEntries(Object.entries(packages).map(([name, entry]) => [`node_modules/${name}`, entry])),
    });

  it.each([
    { when: 'npm recorded what the lock file asks for', has: installed({ a: left, c: left }), is: true },
    { when: 'a package of another platform is left out', has: installed({ a: left }), is: true },
    {
      when: 'an optional package of this platform is not in the lock file',
      has: installed({ a: left, d: { ...left, optional: true } }),
      is: true,
    },
    { when: 'npm recorded another version', has: installed({ a: { ...left, version: '0.9.0' } }), is: false },
    { when: 'a package is missing', has: installed({}), is: false },
    { when: 'a package is too many', has: installed({ a: left, d: left }), is: false },
    { when: 'an installation was interrupted', has: undefined, is: false },
  ])('$is when $when', async ({ has, is }) => {
    expect(await areCurrent(has)).toBe(is);
  });

  it('with a workspace only where it has its packages too', async () => {
    mkdirSync(path.join(folder, 'lab'));
    expect(await areCurrent(installed({ a: left }))).toBe(false);
    expect(await areCurrent(installed({ a: left, b: left }))).toBe(true);
  });
});
