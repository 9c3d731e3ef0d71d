/**
 * Lets one process at a time do a piece of set-up. The lock is a file that its owner touches while it works: an owner that
 * died, or whose machine did, is recognised and its lock removed.
 */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const touchEveryMs = 2_000;
const staleAfterMs = 60_000;
const lookEveryMs = 200;

/** Runs `work` while holding the lock `file`; calls `onWait` once, with the owner's process id, when another holds it. */
export async function withLock(file, work, { onWait = () => undefined } = {}) {
  mkdirSync(path.dirname(file), { recursive: true });
  for (let waits = false; !tryCreate(file); await sleep(lookEveryMs)) {
    if (removeStale(file)) continue;
    if (!waits) onWait(ownerOf(file)?.pid);
    waits = true;
  }
  const touch = setInterval(() => utimesSync(file, new Date(), new Date()), touchEveryMs);
  touch.unref();
  try {
    return await work();
  } finally {
    clearInterval(touch);
    rmSync(file, { force: true });
  }
}

function tryCreate(file) {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, JSON.stringify({ pid: process.pid, host: hostname() }));
    closeSync(handle);
    return true;
  } catch (error) {
    // Windows answers EPERM while a file of this name is being deleted.
    if (error.code === 'EEXIST' || error.code === 'EPERM') return false;
    throw error;
  }
}

/**
 * Two processes that see the same dead owner must not remove the lock of the one that is faster, so removal is itself
 * guarded, and looks again once it holds the guard.
 */
function removeStale(file) {
  if (!isStale(file)) return false;
  const guard = `${file}.removal`;
  if (!tryCreate(guard)) {
    if (isStale(guard)) rmSync(guard, { force: true });
    return false;
  }
  try {
    if (!isStale(file)) return false;
    rmSync(file, { force: true });
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

function isStale(file) {
  try {
    const owner = ownerOf(file);
    if (owner?.host === hostname() && !isAlive(owner.pid)) return true;
    return Date.now() - statSync(file).mtimeMs > staleAfterMs;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

function ownerOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Gone, or created and not yet written.
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
