/** The operators' command line where it needs no server: it says what is wrong in a sentence, with exit code 1. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Refusal } from '../../cli/refusal';
import { readHistory } from '../../cli/history-file';
import { Program } from '../support/program';

const folder = mkdtempSync(path.join(os.tmpdir(), 'pchat-dr-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: unknown): string {
  const file = path.join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const historyWith = (payload: object): object => ({
  events: [
    {
      eventId: '1',
      workflowExecutionStartedEventAttributes: {
        workflowId: 'persistent-chat/chat.contoso.com',
        input: { payloads: [payload] },
      },
    },
  ],
});

describe('a history to replay', () => {
  test('is taken as the Web UI downloads it "Encoded", with the workflow id it had', () => {
    const file = fileOf('encoded.json', historyWith({ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'e30=' }));
    expect(readHistory(file)).toMatchObject({ events: 1, workflowId: 'persistent-chat/chat.contoso.com' });
  });

  test.each([
    ['"Human Readable"', historyWith({ metadata: { encoding: 'json/plain' }, data: {} }), 'its payloads are text'],
    ['"Decoded"', historyWith({ pool: 'chat.contoso.com' }), 'its payloads have lost their encoding'],
    ['no events', { events: [] }, 'holds no events'],
    ['no history', '[1', 'is no history as JSON'],
  ])('is refused with what to download instead: %s', (_what, content, says) => {
    const file = fileOf('refused.json', content);
    expect(() => readHistory(file)).toThrow(Refusal);
    expect(() => readHistory(file)).toThrow(
      new RegExp(`${says}.*Download the run in the Web UI with the option "Encoded"\\.$`),
    );
  });
});

describe('pchat-dr', () => {
  const run = async (...parameters: string[]): Promise<{ code: number | null; printed: string }> => {
    const program = Program.ofEntry('cli/pchat-dr.ts', ...parameters);
    try {
      const { code } = await program.ended();
      return { code, printed: program.printed };
    } finally {
      await program.dispose();
    }
  };

  test('topology says that a file is well, and which pools it holds', async () => {
    expect(await run('topology', 'docs/topology.example.yaml')).toEqual({
      code: 0,
      printed: expect.stringMatching(/^docs\/topology\.example\.yaml is well: .+\.\n$/),
    });
  });

  test('topology lists every mistake of a file with line, path and remedy, and ends with 1', async () => {
    const file = fileOf('topology.yaml', 'pools:\n  - fqdn: "not a host"\n    surprise: 1\n');
    const { code, printed } = await run('topology', file);
    expect(code).toBe(1);
    expect(printed).toMatch(/has \d+ mistakes:/);
    expect(printed).toMatch(/topology\.yaml:2: pools\[0\]\.fqdn: .*host name/);
    expect(printed).toMatch(/topology\.yaml:3: pools\[0\]\.surprise: /);
    expect(printed).not.toMatch(/\n\s+at /);
  });

  test('a file that does not exist is named, without a stack', async () => {
    expect(await run('replay', 'nowhere.json')).toEqual({ code: 1, printed: 'There is no file nowhere.json.\n' });
  });

  test('input that is no object is refused before anything starts', async () => {
    expect(await run('failover', 'chat.contoso.com', '--input', '[1]')).toEqual({
      code: 1,
      printed: '--input must be a JSON object such as {"order":"as-documented"}, not [1]\n',
    });
  });
});
