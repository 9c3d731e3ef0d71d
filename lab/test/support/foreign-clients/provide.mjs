/**
 * Provides a client of SQL Server that is not ours, once per machine: `provide.mjs python|jdbc|go`. Prints the command that
 * starts its program as a line of JSON, or `{ "missing": "..." }` where it cannot be had. Versions are pinned; the package
 * registry is asked through its own client.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { NotAvailable } from '../../../../scripts/dev/setup/not-available.mjs';
import { lastLines, run } from '../../../../scripts/dev/setup/run.mjs';
import { cachedPath } from '../../../../scripts/dev/setup/temporal.mjs';

const programs = path.resolve(import.meta.dirname, '../../estate/sql-server/clients/programs');
const cache = path.join(path.dirname(cachedPath()), 'clients');
const timeoutMs = 240_000;
const jdbc = 'com.microsoft.sqlserver:mssql-jdbc:12.8.1.jre11';
const separator = path.delimiter;

const clients = {
  python: {
    needs: 'python3 with pip and python-tds of PyPI',
    tools: [['python3', '-m', 'pip', '--version']],
    async install(folder) {
      const into = ['--target', folder, '--requirement', path.join(programs, 'python', 'requirements.txt')];
      await must('python3', '-m', 'pip', 'install', '--quiet', '--no-input', '--only-binary', ':all:', ...into);
    },
    start: (folder) => ({
      command: ['python3', path.join(programs, 'python', 'client.py')],
      env: { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' },
    }),
  },
  jdbc: {
    needs: 'java, javac and mvn, and mssql-jdbc of Maven Central',
    tools: [
      ['javac', '-version'],
      ['java', '-version'],
      ['mvn', '-version'],
    ],
    async install(folder) {
      const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';
      await must('mvn', '-q', '-B', '-C', copy, `-Dartifact=${jdbc}`, `-DoutputDirectory=${folder}`);
      const sources = sourcesOf('jdbc');
      await must('javac', '-encoding', 'UTF-8', '-cp', path.join(folder, '*'), '-d', folder, ...sources);
    },
    start: (folder) => ({
      command: ['java', '-XX:TieredStopAtLevel=1', '-cp', `${folder}${separator}${path.join(folder, '*')}`, 'Client'],
      env: {},
    }),
  },
  go: {
    needs: 'go and go-mssqldb of the Go module proxy',
    tools: [['go', 'version']],
    async install(folder) {
      await must('go', 'build', '-C', path.join(programs, 'go'), '-o', path.join(folder, 'client'), '.');
    },
    start: (folder) => ({ command: [path.join(folder, 'client')], env: {} }),
  },
};

function sourcesOf(name) {
  const folder = path.join(programs, name);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(folder, entry.name))
    .sort();
}

/** What is built from other sources, or pinned to other versions, is another client. */
function folderOf(name) {
  const hash = createHash('sha256').update(name).update(jdbc);
  // Python's program is not built: it runs where it lies.
  for (const file of sourcesOf(name).filter((source) => !source.endsWith('.py'))) hash.update(readFileSync(file));
  return path.join(cache, `${name}-${hash.digest('hex').slice(0, 16)}`);
}

/** @throws NotAvailable with the last that the tool said. */
async function must(command, ...parameters) {
  const ended = await run(command, parameters, { timeoutMs });
  if (ended.code !== 0) throw new NotAvailable(lastLines(ended, 1));
}

/** Installs beside the place and renames, so that a half-made client is never found. */
async function provide(name) {
  const { needs, tools, install, start } = clients[name];
  const folder = folderOf(name);
  try {
    for (const tool of tools) await must(...tool);
    if (!existsSync(folder)) {
      mkdirSync(cache, { recursive: true });
      const made = mkdtempSync(`${folder}.`);
      try {
        await install(made);
        if (!existsSync(folder)) renameSync(made, folder);
      } finally {
        rmSync(made, { recursive: true, force: true });
      }
    }
    return start(folder);
  } catch (error) {
    if (!(error instanceof NotAvailable)) throw error;
    return { missing: `needs ${needs}: ${error.message.replaceAll(/[[\]\n]/g, ' ')}` };
  }
}

console.log(JSON.stringify(await provide(process.argv[2])));
