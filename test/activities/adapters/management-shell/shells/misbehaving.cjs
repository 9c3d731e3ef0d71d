#!/usr/bin/env node
'use strict';
// A shell that starts well and then misbehaves as SHELL_MISBEHAVES says; for tests of the management shell.
const { Buffer } = require('node:buffer');
const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const process = require('node:process');
const { createInterface } = require('node:readline');

const misbehaviour = process.env.SHELL_MISBEHAVES;

const requestOf = (line) => JSON.parse(Buffer.from(line.split("'")[1], 'base64').toString('utf8'));
const envelope = (id, output = [], marker = id) => {
  const json = JSON.stringify({ id, output, warnings: [], verbose: [], error: null });
  return `<<${marker}:${Buffer.from(json, 'utf8').toString('base64')}>>\n`;
};

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
createInterface({ input: process.stdin }).on('line', (line) => {
  if (blocked) return;
  const write = /^\[Console\]::(Out|Error)\.WriteLine\("(.*)"\)$/.exec(line);
  if (write) (write[1] === 'Out' ? process.stdout : process.stderr).write(`${write[2]}\n`);
  else if (line.startsWith('Initialize-Bridge')) {
    const { id } = requestOf(line);
    process.stdout.write(envelope(id, [{ processId: process.pid, version: '0', module: 'Lync' }]));
  } else if (line.startsWith('Invoke-BridgeRequest')) misbehave[misbehaviour](requestOf(line).id);
});
