/** An SRE fails a pool over from nothing but Temporal's Web UI. */
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Program } from '../../support/program';
import { chromiumPath, openBrowser, type Browser } from './chromium';
import { RunPage } from './run-page';

jest.setTimeout(150_000);

const inBrowser = chromiumPath === undefined ? describe.skip : describe;
const without = chromiumPath === undefined ? ' [skipped: no Chromium in CHROMIUM_PATH or PATH]' : '';

inBrowser(`the Web UI${without}`, () => {
  let lab: Program;
  let browser: Browser;
  let run: RunPage;
  let webUi: string;
  const pool = 'chat.contoso.com';

  beforeAll(async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'pchat-web-ui-'));
    const json = path.join(folder, 'lab.json');
    lab = Program.ofEntry('lab/rig/start.ts', '--size', '1', '--json', json);
    [browser] = await Promise.all([openBrowser(), lab.prints('Ctrl+C ends it.')]);
    ({ webUi } = JSON.parse(readFileSync(json, 'utf8')) as { webUi: string });
    rmSync(folder, { recursive: true });
    run = new RunPage(browser.page);
    await lab.beside('lab/rig/command-line.ts', 'lose-data-centre', 'primary');
  });
  afterAll(async () => {
    await browser.close();
    await lab.dispose();
  });

  test('starts a failover from the link of the start form, and shows under User Metadata what to type', async () => {
    const form = /Start a failover:\s+(\S+)/.exec(lab.printed)![1]!;
    await run.start(form, JSON.stringify({ pool }));
    await run.open(webUi, `persistent-chat/${pool}`);
    const details = await run.currentDetails('awaiting consent');
    const offers = await details.getByRole('listitem').allInnerTexts();
    expect(offers.slice(0, 3)).toEqual([
      expect.stringMatching(/^approve \{"by":"your name","reason":"why","plan":"[0-9a-f]+"\}$/),
      expect.stringMatching(/^acceptDataLoss \{/),
      'abort {"by":"your name","reason":"why"}',
    ]);
    const steps = await details.getByRole('table').getByRole('row').allInnerTexts();
    expect(steps.length).toBeGreaterThan(8);
  });

  test('answers a refused update with a sentence and no stack', async () => {
    const answer = await run.sendUpdate('approve', '{"by":"Ada","reason":"the data centre burns","plan":"old"}');
    expect(answer).toMatch(
      /^The plan "old" is stale; it is now "[0-9a-f]+"\. Read it \(query "plan"\) and decide again\.$/,
    );
  });

  test('takes both consents, and shows the run to its end', async () => {
    const details = await run.currentDetails('awaiting consent');
    const plan = /"plan":"([0-9a-f]+)"/.exec(await details.locator('body').innerText())![1];
    const consent = JSON.stringify({ by: 'Ada', reason: 'the data centre burns', plan });
    expect(await run.sendUpdate('acceptDataLoss', consent)).toBe('Update successful');
    expect(await run.sendUpdate('approve', consent)).toBe('Update successful');
    const end = await run.currentDetails('ended');
    const rows = await end.getByRole('table').getByRole('row').allInnerTexts();
    expect(rows.slice(1).map((row) => row.split('\t')[1])).toEqual(rows.slice(1).map(() => 'done'));
    const { printed } = await lab.beside('lab/rig/command-line.ts', 'status');
    expect(printed).toContain('FailedOver; active servers: chat3.contoso.com, chat4.contoso.com');
  });
});
