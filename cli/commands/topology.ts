/** Checks a topology file. */
import type { Command } from 'commander';
import { loadTopology } from '../../workers/topology-file';

export function topology(program: Command): void {
  program
    .command('topology')
    .argument('<file>', 'topology file (YAML)')
    .description('check a topology file, and list every mistake in it')
    .action((file: string) => {
      const { pools } = loadTopology(file);
      process.stdout.write(`${file} is well: ${pools.map(({ fqdn }) => fqdn).join(', ')}.\n`);
    });
}
