#!/usr/bin/env node
'use strict';
// A shell that starts well and then misbehaves as SHELL_MISBEHAVES says; for tests of the management shell.
const { Buffer } = require('node:buffer');
const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const process = require('node:process');
const { envelope, serve } = require('./protocol.cjs');

const misbehaviour = process.env.SHELL_MISBEHAVES;

const misbehave = {
  'two markers': (id) => process.stdout.write(envelope(id) + envelope(id)),
  'another id': () => process.stdout.write(envelope('another', [], 'another')),
  'another id inside': (id) => process.stdout.write(envelope('another', [], id)),
  'no marker': () => process.stdout.write('WARNING: nothing to see\n'),
  'torn marker': (id) => process.stdout.write(envelope(id).slice(0, -9) + '\n'),
  'unreadable payload': (id) => process.stdout.write(`<<${id}:AAAA>>\n`),
  'only stderr': () => process.stderr.write('Exception: boom\n'),
  'exit 0': () => process.exit(0),
  'exit 3': () => process.exit(3),
  SIGKILL: () => process.kill(process.pid, 'SIGKILL'),
  SIGTERM: () => process.kill(process.pid, 'SIGTERM'),
  'hang with a child': () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    writeFileSync(process.env.CHILD_PID_FILE, String(child.pid));
    blocked = true;
  },
  'hang in one cmdlet': (id, cmdlet) => {
    if (cmdlet === process.env.HANGS_IN) blocked = true;
    else process.stdout.write(envelope(id, [{ a: 1 }]));
  },
  'noise around the answer': (id) => {
    process.stderr.write('#< CLIXML\n<Objs></Objs>\n');
    process.stdout.write(`\u001b[?1hx${envelope(id, [{ a: 1 }])}y\n`);
  },
  'shapes of 5.1': (id) => {
    const json = JSON.stringify({
      id,
      output: { at: '/Date(1400000000000)/', servers: { value: ['a'], Count: 1 }, state: 1 },
      warnings: 'one warning',
      verbose: null,
      error: null,
    });
    process.stdout.write(`<<${id}:${Buffer.from(json).toString('base64')}>>\n`);
  },
};

let blocked = false;
serve({ isDeaf: () => blocked, answer: (id, cmdlet) => misbehave[misbehaviour](id, cmdlet) });
