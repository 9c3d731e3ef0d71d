import { spawn } from 'node:child_process';
import { commandNotFound, missingMandatory, notInSet, promptInNonInteractive } from '../../../estate/lync/cmdlet-error';
import { whatIfText } from '../../../estate/lync/confirmation';
import { Console } from '../../../rig/management-shell/console';
import { screenFor } from '../../../rig/management-shell/screen';
import { Session } from '../../../rig/management-shell/session';
import { standIn } from '../../../rig/testing/scripted-lab';
import { replays } from '../../../rig/testing/replays';
import { idOf, transcript, transcripts, type Transcript } from '../../../rig/testing/transcripts';

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

const settings = { url: 'http://127.0.0.1:1', host: 'fe1.contoso.com', installedModule: 'Lync', importSeconds: 0 };
const recorded = ({ stdout, stderr, exit }: Transcript): Ended => ({ stdout, stderr, exit });
const environmentOf = ({ env }: Transcript): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== null));

async function replayInProcess(given: Transcript): Promise<Ended> {
  const printed = { stdout: '', stderr: '' };
  const streams = {
    out: (text: string) => void (printed.stdout += text),
    error: (text: string) => void (printed.stderr += text),
  };
  const session = new Session(settings, streams, screenFor(environmentOf(given)));
  const exit = await new Console(session, streams).serve(given.stdin);
  return { ...printed, exit };
}

async function replayAsProgram(given: Transcript): Promise<Ended> {
  const child = spawn(standIn, given.args, {
    env: {
      PATH: process.env['PATH'],
      ...environmentOf(given),
      PCHAT_LAB_URL: settings.url,
      PCHAT_LAB_HOST: settings.host,
    },
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(given.stdin.map((line) => `${line}\n`).join(''));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...printed, exit: code ?? NaN }));
  });
}

const byStandIn = transcripts.filter((each) => replays[idOf(each)]?.by === 'stand-in');

describe('the recorded transcripts', () => {
  it('are all replayed, by the stand-in or to the adapter', () => {
    expect(transcripts).toHaveLength(35);
    expect(Object.keys(replays)).toEqual(transcripts.map(idOf));
  });

  it.each(byStandIn.map((each) => [each.name, each] as const))('stand-in, byte for byte: %s', async (_, each) => {
    await expect(replayInProcess(each)).resolves.toEqual(recorded(each));
  });

  it.each(['G02', 'G10', 'G28'])('the stand-in as a program of its own, byte for byte: %s', async (id) => {
    const each = transcript(id);
    await expect(replayAsProgram(each)).resolves.toEqual(recorded(each));
  });
});

describe('the lab refuses in the recorded words of PowerShell', () => {
  /** Errors are wrapped at the width of the console when they are printed. */
  const printed = (id: string): string => transcript(id).stderr.replace(/\s+/g, ' ');

  it.each([
    ['an unknown command', 'G03', commandNotFound('Get-CsPool').message],
    ['a missing mandatory parameter', 'G19', missingMandatory(['Name']).message],
    ['a question that nobody can answer', 'G20', promptInNonInteractive().message],
    ['a value outside a ValidateSet', 'G23', notInSet('Mode', 'Bad', ['Active', 'Normal']).message],
  ])('%s (%s)', (_, id, message) => {
    expect(printed(id)).toContain(message.replace(/\s+/g, ' '));
  });

  it('what -WhatIf prints (G22)', () => {
    expect(transcript('G22').stdout).toContain(`${whatIfText('Frob', 'a')}\n`);
  });
});
