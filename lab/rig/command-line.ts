/** `npm run lab -- …`: injects a fault into the lab that `npm start` runs, or shows its estate. */
import Table from 'cli-table3';
import { Command } from 'commander';
import type { EstateStatus } from './control/status';
import { faults } from './faults/faults';
import { runningLab } from './running-lab';

/** @throws Error with a sentence when no lab runs, or the lab refuses. */
async function ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
  const lab = runningLab();
  if (lab === undefined) throw new Error('No lab of this checkout is running; start one with npm start.');
  const response = await fetch(`${lab.controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error((answer as { problem: string }).problem);
  return answer;
}

function show(status: EstateStatus): string {
  const plain = { head: [], border: [] };
  const stores = new Table({
    head: ['Instance', 'Store', 'Port', 'Service', 'Agent', 'Database', 'State', 'Mirroring', 'LSN'],
    style: plain,
  });
  for (const { name, store, port, up, agent, databases } of status.instances) {
    const first = [name, store, String(port), up ? 'up' : 'DOWN', agent ? 'up' : 'down'];
    if (databases.length === 0) stores.push([...first, '', '', '', '']);
    databases.forEach((database, index) =>
      stores.push([
        ...(index === 0 ? first : ['', '', '', '', '']),
        database.name,
        database.state,
        database.mirroring,
        database.lsn,
      ]),
    );
  }
  const servers = new Table({ head: ['Chat server', 'Active', 'Connected to'], style: plain });
  for (const { server, active, connectedTo } of status.chatServers)
    servers.push([server, active ? 'yes' : 'no', connectedTo ?? '']);
  return [
    `Pool ${status.pool}: ${status.poolState}; active servers: ${status.activeServers.join(', ') || 'none'}; lost: ${status.lost.join(', ') || 'nothing'}`,
    stores.toString(),
    servers.toString(),
    status.violations.length === 0
      ? 'Invariants: never violated.'
      : `Invariants violated:\n${status.violations.join('\n')}`,
  ].join('\n');
}

async function main(): Promise<void> {
  const program = new Command('npm run lab --')
    .description('Faults and state of the lab that npm start runs.')
    .showHelpAfterError();
  program
    .command('status')
    .description('show the estate')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const status = (await ask('GET', '/status')) as EstateStatus;
      process.stdout.write(`${json === true ? JSON.stringify(status, null, 2) : show(status)}\n`);
    });
  for (const [name, fault] of Object.entries(faults)) {
    const command = program.command(name).description(fault.says);
    for (const argument of fault.arguments) command.argument(argument.startsWith('[') ? argument : `<${argument}>`);
    command.action(async () => {
      const { says } = (await ask('POST', '/fault', { fault: name, arguments: command.args })) as { says: string };
      process.stdout.write(`${says}\n`);
    });
  }
  try {
    await program.parseAsync();
  } catch (failure) {
    process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
    process.exitCode = 1;
  }
}

void main();
