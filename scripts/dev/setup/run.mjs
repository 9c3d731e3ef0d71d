/** Runs a program to its end and keeps the last of what it wrote. */
import { spawn } from 'node:child_process';

const kept = 20_000;

/** Resolves to `{ code, output, error }`; never rejects: a program that cannot be started has `error`. */
export function run(command, args, { cwd, env, timeoutMs, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      shell,
      timeout: timeoutMs,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const answer = { code: null, output: '', errors: '', error: undefined };
    child.stdout.on('data', (chunk) => (answer.output = (answer.output + chunk).slice(-kept)));
    child.stderr.on('data', (chunk) => (answer.errors = (answer.errors + chunk).slice(-kept)));
    child.once('error', (error) => resolve({ ...answer, error }));
    child.once('close', (code) => resolve({ ...answer, code }));
  });
}

/** The last lines that say something, for a message about a failure. */
export function lastLines({ output, errors, error }, count = 5) {
  if (error) return error.message;
  const lines = `${output}\n${errors}`.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-count).join('\n');
}
