#!/usr/bin/env node
'use strict';
// A shell that answers every request with the recorded bytes of TRANSCRIPT, and then does as SHELL_THEN says.
const { Buffer } = require('node:buffer');
const fs = require('node:fs');
const process = require('node:process');
const { transcripts } = require('../../../../../../lab/rig/testing/transcripts.json');
const { marked, serve } = require('../../../../../activities/adapters/management-shell/shells/protocol.cjs');

const { TRANSCRIPT: id, SHELL_THEN: then, OWN_ENVELOPE: own } = process.env;
const { stdout, stderr, exit } = transcripts.find(({ name }) => name.startsWith(`${id} `));

/** The recorded bridge's answer, in the envelope that the bridge of this project gives to request `id`. */
const translated = (request) =>
  stdout.replace(/<<[^:]*:([A-Za-z0-9+/=]+)>>/, (_, payload) => {
    const { result, error } = JSON.parse(Buffer.from(payload, 'base64').toString('utf8'));
    return marked(request, {
      id: request,
      output: error === null ? [result] : [],
      warnings: [],
      verbose: [],
      error: error && {
        message: error.message,
        types: [error.type],
        fullyQualifiedErrorId: error.id,
        category: error.category,
        target: '',
        stack: error.stack,
        sqlNumber: null,
      },
    });
  });

// Synchronously, so that nothing is lost when the process ends at once.
const play = (request) => {
  fs.writeSync(2, stderr);
  fs.writeSync(1, own ? translated(request) : stdout);
};

const end = () => (exit < 0 ? process.kill(process.pid, 'SIGTERM') : process.exit(exit));

let linesToLose = 0;
if (then === 'ends at its start') {
  play();
  end();
}
serve({
  isDeaf: () => linesToLose-- > 0,
  answer: (request) => {
    play(request);
    if (then === 'ends') end();
    linesToLose = then === 'eats the next line' ? 1 : 0;
  },
});
