#!/usr/bin/env node
/** The command line for operators: start a procedure, see where it is, decide, read it afterwards. */
import { Command } from 'commander';
import { decide } from './commands/decide';
import { plan } from './commands/plan';
import { progress } from './commands/progress';
import { replay } from './commands/replay';
import { report } from './commands/report';
import { start } from './commands/start';
import { topology } from './commands/topology';
import { sentenceOf } from './refusal';

const program = new Command('pchat-dr')
  .description('Failover and failback of Lync / Skype for Business Persistent Chat pools.')
  .showHelpAfterError();

for (const addTo of [start, progress, plan, report, decide, replay, topology]) addTo(program);

program.parseAsync().catch((failure: unknown) => {
  process.stderr.write(`${sentenceOf(failure)}\n`);
  process.exitCode = 1;
});
