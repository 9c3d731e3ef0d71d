/** Ends a process with everything it has started; the shell's own death leaves its children running. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Kinship {
  readonly pid: number;
  readonly parent: number;
}

async function kinshipsOnLinux(): Promise<Kinship[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (name) => {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
      // The program's name stands in parentheses and may itself hold parentheses and blanks.
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return { pid: Number(name), parent };
    }),
  );
  return found.filter(({ parent }) => Number.isInteger(parent));
}

async function kinshipsByPs(): Promise<Kinship[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    return pid === undefined || parent === undefined ? [] : [{ pid, parent }];
  });
}

async function descendants(root: number): Promise<number[]> {
  const all = await (process.platform === 'linux' ? kinshipsOnLinux() : kinshipsByPs());
  const childrenOf = (pid: number): number[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child.pid, ...childrenOf(child.pid)]);
  return childrenOf(root);
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself, which is what was wanted.
  }
}

/** Kills `pid` and its descendants. Resolves also when some or all of them had ended already. */
export async function killTree(pid: number): Promise<void> {
  if (process.platform === 'win32') {
    const taskkill = path.win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    await run(taskkill, ['/PID', String(pid), '/T', '/F'], { windowsHide: true }).catch(() => undefined);
    return;
  }
  const children = await descendants(pid).catch(() => []);
  for (const each of [pid, ...children]) killOne(each);
}
