/** `npm run demo`: what it prints for machines, and that an interruption at any moment leaves nothing behind. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Summary } from '../../rig/demo/summary';
import { Program, seesProcesses } from '../../../test/support/program';

jest.setTimeout(240_000);

describe('npm run demo', () => {
  test('it kills a worker in the restore, survives it, and sums up in the documented shape', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'pchat-summary-'));
    const file = path.join(folder, 'summary.json');
    const demo = Program.ofEntry('lab/rig/demo/demo.ts', '--size', '10', '--summary', file);
    try {
      expect({ ...(await demo.ended()), printed: demo.printed }).toMatchObject({ code: 0 });
      const procedure = {
        result: 'completed',
        seconds: expect.any(Number),
        outageSeconds: expect.any(Number),
        messagesLost: expect.any(Number),
        historyEvents: expect.any(Number),
        historyBytes: expect.any(Number),
      };
      const summary = JSON.parse(readFileSync(file, 'utf8')) as Summary;
      expect(summary).toEqual({
        ok: true,
        invariantViolations: 0,
        messages: { acknowledged: expect.any(Number), lost: expect.any(Number), declaredLost: summary.messages.lost },
        procedures: [
          { ...procedure, procedure: 'failover', kills: 0 },
          { ...procedure, procedure: 'failback', kills: 1, messagesLost: 0 },
        ],
      });
      expect(demo.printed).toContain('All is well.');
    } finally {
      await demo.dispose();
      rmSync(folder, { recursive: true });
    }
  });

  const interrupted = seesProcesses ? test : test.skip;
  interrupted.each([
    'Starting the Temporal server.',
    'Remove log shipping from the backup store: done',
    'SIGKILL to host-chicago-sql-lync',
  ])(
    `Ctrl+C after "%s" leaves no process and no folder${seesProcesses ? '' : ' [skipped: processes are looked for in /proc]'}`,
    async (moment) => {
      const demo = Program.ofEntry('lab/rig/demo/demo.ts', '--size', '10');
      try {
        await demo.prints(moment);
        demo.signalGroup('SIGINT');
        expect(await demo.ended()).toEqual({ code: 130, signal: null });
        expect({ processes: await demo.processesLeft(), folders: demo.foldersLeft() }).toEqual({
          processes: [],
          folders: [],
        });
        expect(demo.printed).not.toMatch(/Error|\n\s+at /);
      } finally {
        await demo.dispose();
      }
    },
  );
});
