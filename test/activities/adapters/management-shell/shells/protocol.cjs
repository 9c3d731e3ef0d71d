'use strict';
// What every fake shell of these tests has in common: the lines of node-powershell and a start as the bridge makes it.
const { Buffer } = require('node:buffer');
const process = require('node:process');
const { createInterface } = require('node:readline');

const requestOf = (line) => JSON.parse(Buffer.from(line.split("'")[1], 'base64').toString('utf8'));

const marked = (marker, answer) => `<<${marker}:${Buffer.from(JSON.stringify(answer), 'utf8').toString('base64')}>>`;

const envelope = (id, output = [], marker = id) =>
  `${marked(marker, { id, output, warnings: [], verbose: [], error: null })}\n`;

/** Starts well, then hands the id of each request to `answer`; lines that come while it is deaf are lost. */
function serve({ isDeaf, answer }) {
  createInterface({ input: process.stdin }).on('line', (line) => {
    if (isDeaf()) return;
    const write = /^\[Console\]::(Out|Error)\.WriteLine\("(.*)"\)$/.exec(line);
    if (write) (write[1] === 'Out' ? process.stdout : process.stderr).write(`${write[2]}\n`);
    else if (line.startsWith('Initialize-Bridge')) {
      const { id } = requestOf(line);
      process.stdout.write(envelope(id, [{ processId: process.pid, version: '0', module: 'Lync' }]));
    } else if (line.startsWith('Invoke-BridgeRequest')) {
      const { id, cmdlet } = requestOf(line);
      answer(id, cmdlet);
    }
  });
}

module.exports = { envelope, marked, serve };
