/**
 * Judges the judges: each row breaks the product in one place as somebody might, and the tests that are named must turn red. It works
 * in a copy of the project; a break whose text is not found any more, or that nobody notices, fails.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, cpSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import markdownTable from 'markdown-table';
import { breaks, type Break } from './breaks';

const project = path.resolve(__dirname, '../../..');
const copied = (file: string): boolean =>
  !['node_modules', '.git', '.storms', 'dist', 'coverage'].includes(
    path.relative(project, file).split(path.sep)[0] ?? '',
  );

function broken({ file, instead: [now, then] }: Break, folder: string): void {
  const target = path.join(folder, file);
  const text = readFileSync(target, 'utf8');
  if (text.split(now).length !== 2)
    throw new Error(`${file} holds the text that is to be broken ${String(text.split(now).length - 1)} times: ${now}`);
  writeFileSync(
    target,
    text.replace(now, () => then),
  );
}

/** @returns what happened, and whether the break was noticed. */
function judged(one: Break): { readonly says: string; readonly isNoticed: boolean } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'persistent-chat-dr-judges-'));
  try {
    cpSync(project, folder, { recursive: true, filter: copied });
    symlinkSync(path.join(project, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
    broken(one, folder);
    // Into a file: a server that the tests started may hold a pipe open for longer than they last.
    const log = path.join(folder, 'judged.log');
    const written = openSync(log, 'w');
    const { status } = spawnSync(
      process.execPath,
      ['node_modules/jest/bin/jest.js', '--ci', ...(one.only === undefined ? [] : ['-t', one.only]), one.test],
      { cwd: folder, env: { ...process.env, CI: 'true' }, stdio: ['ignore', written, written], timeout: 600_000 },
    );
    closeSync(written);
    const output = readFileSync(log, 'utf8');
    const ran = /Tests:.*?(\d+) (?:failed|passed)/.test(output);
    if (!ran) return { says: `no test ran: ${output.slice(-400)}`, isNoticed: false };
    return status === 0 ? { says: 'NOT NOTICED', isNoticed: false } : { says: 'noticed', isNoticed: true };
  } catch (failure) {
    return { says: failure instanceof Error ? failure.message : String(failure), isNoticed: false };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const wanted = process.argv.slice(2).join(' ');
const rows = breaks
  .filter(({ judge, is }) => `${judge} ${is}`.includes(wanted))
  .map((one) => {
    const { says, isNoticed } = judged(one);
    console.log(`${one.judge}: ${one.is}: ${says}`);
    return { cells: [one.judge, one.is, one.test, says], isNoticed };
  });
console.log(`\n${markdownTable([['judge', 'the break', 'noticed by', ''], ...rows.map(({ cells }) => cells)])}`);
process.exitCode = rows.length > 0 && rows.every(({ isNoticed }) => isNoticed) ? 0 : 1;
