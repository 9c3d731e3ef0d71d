/**
 * `npm run histories -- --reason "why"`: records the golden histories from the lab, each in the place of the one before it.
 * `npm run histories -- --accept "why"`: says that today's code may ask and plan otherwise than the histories do.
 * `npm run histories -- --texts`: writes the texts for people again, from the histories as they are.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { accepting, forgetting, readAcceptances, writeAcceptances } from './accepted';
import { goldenHistories, historiesFolder, namesOfHistories, writeHistory } from './histories';
import { planDifferences } from './planned';
import { quietRuntime, replayed, writeReplayBundle } from './replayed';

const project = path.resolve(__dirname, '../..');
const reasonsFile = path.join(historiesFolder, 'REASONS.md');
const today = (): string => new Date().toISOString().slice(0, 10);
const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);

interface Options {
  readonly reason?: string;
  readonly accept?: string;
  readonly only?: readonly string[];
  readonly texts?: boolean;
}

function inTemporaryFolder<Result>(work: (folder: string) => Result | Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'persistent-chat-dr-histories-'));
  return Promise.resolve(work(folder)).finally(() => rmSync(folder, { recursive: true, force: true }));
}

/** Nothing is replaced unless everything was recorded. */
const record = (reason: string, only: readonly string[] | undefined): Promise<void> =>
  inTemporaryFolder((folder) => {
    const parameters = [
      'node_modules/jest/bin/jest.js',
      '--selectProjects=scenarios',
      '--maxWorkers=1',
      '--testMatch=<rootDir>/test/scenarios/recorder/*.record.ts',
      ...(only === undefined ? [] : [`--testNamePattern=^(${only.join('|')})$`]),
    ];
    const { status } = spawnSync(process.execPath, parameters, {
      cwd: project,
      env: { ...process.env, PCHAT_HISTORIES: folder },
      stdio: 'inherit',
    });
    const names = namesOfHistories(folder);
    const missing = (only ?? []).filter((name) => !names.includes(name));
    if (status !== 0) throw new Error('Not every history was recorded, so none was replaced.');
    if (missing.length > 0) throw new Error(`There is no situation ${missing.join(', ')} in test/scenarios/recorder.`);
    for (const name of only ?? namesOfHistories())
      for (const extension of ['json', 'txt'])
        rmSync(path.join(historiesFolder, `${name}.${extension}`), { force: true });
    cpSync(folder, historiesFolder, { recursive: true });
    writeAcceptances(forgetting(readAcceptances(), names));
    appendFileSync(reasonsFile, `| ${today()} | ${only === undefined ? 'all' : only.join(', ')} | ${reason} |\n`);
    say(`${String(names.length)} histories recorded. Read the diff of their .txt files.`);
  });

const acceptAll = (reason: string): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    const bundle = path.join(folder, 'workflows.js');
    await writeReplayBundle(bundle);
    quietRuntime();
    const histories = goldenHistories();
    const answers = await replayed(histories, bundle);
    const stranded = histories.filter((_, index) => answers[index]!.failure !== undefined).map(({ name }) => name);
    if (stranded.length > 0)
      throw new Error(
        `${stranded.join(', ')} do not replay: a run in flight would be stranded. Keep to the old path (patched).`,
      );
    const found = new Map<string, readonly string[]>();
    for (const [index, { name, events }] of histories.entries())
      found.set(name, [...answers[index]!.differences, ...(await planDifferences(events))]);
    writeAcceptances(accepting(readAcceptances(), found, reason, today()));
    say('What is different is accepted. Read the diff of test/replay/accepted.json.');
  });

async function main(): Promise<void> {
  const command = new Command('npm run histories --')
    .description('Records the golden histories again, or accepts what is different from them. Either needs a reason.')
    .option('--reason <why>', 'record them from the lab, for this reason; it is kept in histories/REASONS.md')
    .option('--only <names...>', 'record these alone')
    .option('--accept <why>', 'record nothing; keep what is different, with this reason, in accepted.json')
    .option('--texts', 'record nothing; write the .txt files again, from the histories as they are')
    .parse();
  const { reason, accept: why, only, texts } = command.opts<Options>();
  if (texts === true) {
    for (const history of goldenHistories()) writeHistory(history.name, history);
    return;
  }
  const given = (reason ?? why ?? '').trim();
  if ((reason === undefined) === (why === undefined) || given === '')
    command.error('Say why: --reason "..." to record the histories again, or --accept "..." to keep them.');
  await (reason === undefined ? acceptAll(given) : record(given, only));
}

void main().catch((failure: unknown) => {
  if (failure instanceof CommanderError) throw failure;
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exitCode = 1;
});
