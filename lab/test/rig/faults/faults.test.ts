/** Every fault of the table: injected by API and over the control port, its effect seen, and its end. */
import type { Place } from '../../../estate/contract';
import { faults } from '../../../rig/faults/faults';
import { labLogins } from '../../../rig/lab';
import { ask, instanceOf } from '../../../rig/testing/estate-state';
import { logBackupsIn, runShippingJob } from '../../../rig/testing/log-backups';
import { until } from '../../../rig/testing/until';
import {
  asClient,
  dropNewDatabase,
  getState,
  hasNewDatabase,
  killed,
  lab,
  newDatabase,
  outcome,
  outcomeOfCmdlet,
  primary,
  setState,
  ways,
  withOneLab,
} from './support';

withOneLab();

const places = {
  share: (): { folder: string; place: Place } => ({
    folder: lab.estate.pool.logShipping.share,
    place: { side: 'primary', host: lab.estate.pool.mgc.primary.server },
  }),
  'copy-folder': (): { folder: string; place: Place } => ({
    folder: lab.estate.pool.logShipping.copyFolder,
    place: { side: 'secondary', host: lab.estate.pool.mgc.backup.server },
  }),
};
const writing = (name: keyof typeof places) => (): Promise<number | string> => {
  const { folder, place } = places[name]();
  return outcome(() => lab.estate.files.write(`${folder}\\probe.txt`, Buffer.from('x'), place));
};

interface Row {
  readonly fault: string;
  readonly given?: readonly string[] | (() => readonly string[]) | undefined;
  /** Read before, while, and after. */
  readonly look: () => unknown;
  readonly well: unknown;
  readonly struck: unknown;
  /** Default: `mend`. `[]`: it is over by itself. */
  readonly end?: readonly string[];
  readonly tidy?: () => Promise<void>;
}

const up = () => instanceOf(lab, 'witness').isUp;
const folderRows = (name: keyof typeof places, lost: number): Row[] => [
  { fault: `fill-${name}`, look: writing(name), well: 'well', struck: 112 },
  { fault: `deny-${name}`, look: writing(name), well: 'well', struck: 5 },
  { fault: `lose-${name}`, look: writing(name), well: 'well', struck: lost },
  {
    fault: `slow-${name}`,
    given: ['7'],
    look: () => lab.estate.faults.slowness(`${places[name]().folder}\\probe.txt`),
    well: 0,
    struck: 7,
  },
];

const rows: readonly Row[] = [
  {
    fault: 'cut-link',
    given: ['primary-secondary'],
    look: () => lab.estate.reachable('primary', 'secondary'),
    well: true,
    struck: false,
    end: ['mend-link', 'primary-secondary'],
  },
  {
    fault: 'stop-instance',
    given: ['witness'],
    look: up,
    well: true,
    struck: false,
    end: ['start-instance', 'witness'],
  },
  {
    fault: 'crash-instance',
    given: ['witness'],
    look: up,
    well: true,
    struck: false,
    end: ['start-instance', 'witness'],
  },
  {
    fault: 'stop-agent',
    given: ['primary'],
    look: () => primary().agentRunning,
    well: true,
    struck: false,
    end: ['start-agent', 'primary'],
  },
  {
    fault: 'lose-domain',
    given: ['primary'],
    look: () => primary().accountRefusal('CONTOSO\\operator'),
    well: undefined,
    struck: '0x54b',
  },
  {
    fault: 'deny-login',
    given: ['primary', labLogins.worker.user],
    look: () => outcome(() => asClient((pool) => pool.query('SELECT 1'))),
    well: 'well',
    struck: 'ELOGIN',
  },
  {
    fault: 'stop-chat-server',
    given: () => [lab.chat.servers[0]!.server],
    look: () => lab.chat.servers[0]!.active,
    well: true,
    struck: false,
  },
  {
    fault: 'stop-chat-server',
    given: () => [lab.chat.servers[0]!.server.split('.')[0]!],
    look: () => lab.chat.servers[0]!.active,
    well: true,
    struck: false,
    end: ['start-chat-server', 'chat-p1'],
  },
  {
    fault: 'power-off-chat-server',
    given: () => [lab.chat.servers[0]!.server],
    look: () => lab.lync.services.chatServiceRuns(lab.chat.servers[0]!.server),
    well: true,
    struck: false,
  },
  {
    fault: 'kill-worker',
    given: ['secondary'],
    look: () => killed.splice(0),
    well: [],
    struck: ['secondary'],
    end: [],
  },
  {
    fault: 'lose-file',
    given: ['backup'],
    look: () => instanceOf(lab, 'backup').database('mgc')?.state,
    well: 'RESTORING',
    struck: 'RECOVERY_PENDING',
  },
  {
    fault: 'slow-recovery',
    given: ['primary', '90'],
    look: () => primary().timings.recovery,
    well: 5,
    struck: 90,
  },
  ...folderRows('share', 53),
  ...folderRows('copy-folder', 3),
  {
    fault: 'fail',
    given: ['SELECT', '9002', '9'],
    look: () => outcome(() => ask(primary(), 'SELECT 1 AS one')),
    well: 'well',
    struck: 9002,
  },
  {
    fault: 'fail',
    given: [getState],
    look: outcomeOfCmdlet,
    well: 'well',
    struck: 'failed',
    end: [],
  },
  {
    fault: 'lose-answer',
    given: ['CREATE DATABASE struck@primary'],
    look: async () => [await outcome(() => asClient((pool) => pool.query(newDatabase))), hasNewDatabase()],
    well: ['well', true],
    struck: ['cut off', true],
    end: [],
    tidy: dropNewDatabase,
  },
  { fault: 'fail-cmdlet', given: [getState], look: outcomeOfCmdlet, well: 'well', struck: 'failed', end: [] },
  { fault: 'fail-after-effect-cmdlet', given: [getState, '3'], look: outcomeOfCmdlet, well: 'well', struck: 'failed' },
  {
    fault: 'lose-answer-cmdlet',
    given: [getState],
    look: outcomeOfCmdlet,
    well: 'well',
    struck: 'the answer was lost',
    end: [],
  },
  {
    fault: 'lie-cmdlet',
    given: ['Set-CsPersistentChatState'],
    look: async () => {
      const { error } = await setState('FailedOver');
      const { poolState } = lab.lync.store.current;
      await setState('Normal');
      return [error, poolState];
    },
    well: [undefined, 'FailedOver'],
    struck: [undefined, 'Normal'],
    end: [],
  },
];

const givenBy = ({ given = [] }: Pick<Row, 'given'>): readonly string[] =>
  typeof given === 'function' ? given() : given;

describe.each(ways)('a fault injected %s', (_, inject) => {
  it.each(rows)(
    '$fault: its effect is seen, and its end',
    async ({ look, well, struck, end = ['mend'], tidy, ...row }) => {
      const now = async (): Promise<unknown> => {
        try {
          return await look();
        } finally {
          await tidy?.();
        }
      };
      expect(await now()).toEqual(well);
      await inject(row.fault, ...givenBy(row));
      expect(await now()).toEqual(struck);
      if (end.length > 0) await inject(...(end as [string]));
      expect(await now()).toEqual(well);
    },
  );

  it('hang: a statement stands until it is mended, and then goes on', async () => {
    await inject('hang', 'SELECT');
    const asked = ask(primary(), 'SELECT 1 AS one');
    await until('it stands', () => lab.moments.standing.length === 1);
    expect(await inject('moments')).toBe(`standing on ${primary().name}: SELECT 1 AS one`);
    await inject('mend');
    expect(await asked).toEqual([{ one: 1 }]);
  });

  it('hang: a statement whose client gives up is not executed', async () => {
    await inject('hang', newDatabase);
    const asked = asClient(async (pool) => {
      const request = pool.request();
      const answer = outcome(() => request.query(newDatabase));
      await until('it stands', () => lab.moments.standing.length === 1);
      request.cancel();
      return answer;
    });
    expect([await asked, hasNewDatabase()]).toEqual(['ECANCEL', false]);
  });

  it('hang-cmdlet: a cmdlet answers nothing until its caller gives up', async () => {
    await inject('hang-cmdlet', getState);
    const given = new AbortController();
    const call = lab.lync.invoke(
      { cmdlet: getState, parameters: {} },
      { side: 'elsewhere', host: 'admin' },
      given.signal,
    );
    given.abort(new Error('enough'));
    expect(await outcome(() => call)).toMatch(/^(the cmdlet hung|enough)$/);
  });

  it('offline-database and online-database: as somebody sets it; damage-file: SUSPECT, and mend does not repair it', async () => {
    await ask(primary(), newDatabase);
    const state = (): string | undefined => primary().database('struck')?.state;
    const seen = [state()];
    for (const [fault, ...given] of [
      ['offline-database', 'primary', 'struck'],
      ['online-database', 'primary', 'struck'],
      ['damage-file', 'primary', 'struck_log'],
      ['mend'],
    ] as const) {
      await inject(fault, ...given);
      seen.push(state());
    }
    await dropNewDatabase();
    expect(seen).toEqual(['ONLINE', 'OFFLINE', 'ONLINE', 'SUSPECT', 'SUSPECT']);
  });

  it('a file that is not there, and a database that SQL Server keeps ONLINE, are answered with a sentence', async () => {
    await expect(inject('lose-file', 'primary', 'nowhere')).rejects.toThrow(
      /^"nowhere" is no database file on .+; there are: mgc, mgc_log/,
    );
    await expect(inject('offline-database', 'primary')).rejects.toThrow(/refuses: 1468: .+ mirroring session/);
    expect(primary().database('mgc')?.state).toBe('ONLINE');
  });

  it('kill-session: its client is cut off', async () => {
    const struck = await asClient(async (pool) => {
      const { recordset } = await pool.query<{ id: number }>('SELECT @@SPID AS id');
      const waiting = outcome(() => pool.query("WAITFOR DELAY '01:00:00'"));
      const { id } = recordset[0]!;
      const running = `SELECT 1 AS one FROM sys.dm_exec_requests WHERE session_id = ${String(id)}`;
      await until('it waits', async () => (await ask(primary(), running)).length > 0);
      await inject('kill-session', primary().name, String(id));
      return waiting;
    });
    expect(struck).not.toBe('well');
  });

  it('lose-log-backup and corrupt-log-backup: the newest one, or the one that is named', async () => {
    await runShippingJob(lab, 'backup');
    const [file] = (await logBackupsIn(lab, 'share')).slice(-1);
    await inject('corrupt-log-backup', file!);
    const verify = `RESTORE VERIFYONLY FROM DISK = N'${lab.estate.pool.logShipping.share}\\${file!}'`;
    expect(await outcome(() => ask(primary(), verify))).not.toBe('well');
    expect(await inject('lose-log-backup')).toBe(`${file!} is gone.`);
    expect(await logBackupsIn(lab, 'share')).not.toContain(file);
  });

  it('cut-log-backup, stray-file and other-log-backup: files that are cut short, empty or hold two backups', async () => {
    const { share } = lab.estate.pool.logShipping;
    const setsIn = (file: string): Promise<number | string> =>
      ask(primary(), `RESTORE HEADERONLY FROM DISK = N'${share}\\${file}'`).then(
        (rows) => rows.length,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    await runShippingJob(lab, 'backup');
    const [file] = (await logBackupsIn(lab, 'share')).slice(-1);
    const verify = `RESTORE VERIFYONLY FROM DISK = N'${share}\\${file!}'`;
    expect(await outcome(() => ask(primary(), verify))).toBe('well');
    expect(await inject('cut-log-backup', file!, 'share')).toBe(`${file!} is cut short.`);
    expect(await outcome(() => ask(primary(), verify))).not.toBe('well');
    await inject('stray-file', 'mgc_19990101000000.trn');
    expect(await setsIn('mgc_19990101000000.trn')).toMatch(/^3013: /);
    const doubled = `doubled ${String(Date.now())}.bak`;
    for (const sets of [1, 2]) {
      expect(await inject('other-log-backup', 'primary', `${share}\\${doubled}`)).toMatch(/^The log of mgc on SQL1/);
      expect(await setsIn(doubled)).toBe(sets);
    }
    await expect(inject('cut-log-backup', file!, 'drawer')).rejects.toThrow(/share, copies/);
  });
});

describe('the table of faults', () => {
  const tested = new Set([
    ...rows.flatMap(({ fault, end = ['mend'] }) => [fault, ...end.slice(0, 1)]),
    ...[
      'hang',
      'hang-cmdlet',
      'kill-session',
      'lose-log-backup',
      'corrupt-log-backup',
      'cut-log-backup',
      'at',
      'in',
      'moments',
    ],
    ...['lose-data-centre', 'rebuild-data-centre', 'seal-database'], // faults-for-good.test.ts
    ...['offline-database', 'online-database', 'damage-file', 'stray-file', 'other-log-backup'],
  ]);
  it('has no fault that these tests leave out', () => {
    expect(Object.keys(faults).filter((name) => !tested.has(name))).toEqual([]);
  });
});
