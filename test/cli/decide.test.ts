import { Command } from 'commander';
import { decide } from '../../cli/commands/decide';

const program = new Command();
decide(program);

describe('What operators answer to a run', () => {
  it.each([
    ['approve', ['--plan', '--by', '--reason']],
    ['accept-data-loss', ['--plan', '--by', '--reason']],
    ['retry-step', ['--step', '--by', '--reason']],
    ['skip-step', ['--step', '--by', '--reason']],
    ['abort', ['--by', '--reason']],
  ])('%s demands %j', (name, demanded) => {
    const command = program.commands.find((each) => each.name() === name);
    expect(command?.options.filter(({ mandatory }) => mandatory).map(({ long }) => long)).toEqual(demanded);
  });
});
