/** `npm start`: everything comes up and stays, and leaves nothing behind. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConnectionPool } from 'mssql';
import { Program, seesProcesses } from '../../../test/support/program';

jest.setTimeout(120_000);

const up = 'Ctrl+C ends it.';
const hasTsql = spawnSync('tsql', ['-C']).status === 0;

interface Written {
  readonly webUi: string;
  readonly temporalAddress: string;
  readonly pool: string;
  readonly instances: readonly Record<string, string | number>[];
  readonly shares: readonly Record<string, string>[];
}

describe('npm start', () => {
  let lab: Program;
  let written: Written;

  beforeAll(async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'pchat-start-'));
    const json = path.join(folder, 'lab.json');
    lab = Program.ofEntry('lab/rig/start.ts', '--size', '1', '--json', json);
    await lab.prints(up);
    written = JSON.parse(readFileSync(json, 'utf8')) as Written;
    rmSync(folder, { recursive: true });
  });
  afterAll(() => lab.dispose());

  test('it writes addresses, logins and shares in the documented shape', () => {
    expect(written).toEqual({
      webUi: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      temporalAddress: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      pool: 'chat.contoso.com',
      instances: ['primary', 'mirror', 'witness', 'backup', 'backupMirror'].map((store) => ({
        name: expect.stringMatching(/^SQL\d\\/),
        store,
        dataCentre: store.startsWith('backup') ? 'dallas' : 'chicago',
        host: '127.0.0.1',
        port: expect.any(Number),
        user: expect.any(String),
        password: expect.any(String),
      })),
      shares: expect.arrayContaining([
        { path: '\\\\fs1.contoso.com\\pchat-logs', folder: expect.stringContaining(lab.folder) },
      ]),
    });
  });

  test('it prints the Web UI, the start form of both procedures, every instance with its login, and what to try', () => {
    expect(lab.printed).toContain(written.webUi);
    for (const procedure of ['failover', 'failback']) {
      expect(lab.printed).toContain(
        `${written.webUi}/namespaces/default/workflows/start-workflow?workflowId=persistent-chat%2Fchat.contoso.com&taskQueue=persistent-chat&workflowType=${procedure}`,
      );
    }
    for (const { name, port, user, password } of written.instances) {
      const row = lab.printed.split('\n').find((line) => line.includes(String(name)));
      expect(row).toEqual(expect.stringMatching(new RegExp(`:${String(port)} .*${String(user)}.*${String(password)}`)));
    }
    expect(lab.printed).toContain('npm run lab -- lose-data-centre primary');
    expect(lab.printed).toContain(
      `sqlcmd -S tcp:127.0.0.1,${String(written.instances[0]!.port)} -U sa -P 'Lab-sa-2013' -C`,
    );
  });

  test('every instance lets a client in that encrypts and takes any certificate, as sqlcmd -C does', async () => {
    for (const { host, port, user, password } of written.instances) {
      const options = { encrypt: true, trustServerCertificate: true };
      const login = { user: String(user), password: String(password), options };
      const client = await new ConnectionPool({ server: String(host), port: Number(port), ...login }).connect();
      await client.close();
    }
  });

  test('its Web UI answers', async () => {
    const response = await fetch(written.webUi);
    expect(response.status).toBe(200);
  });

  test('npm run lab -- status shows the estate', async () => {
    const { code, printed } = await lab.beside('lab/rig/command-line.ts', 'status');
    expect(code).toBe(0);
    expect(printed).toMatch(
      /Pool chat\.contoso\.com: Normal; active servers: chat1\.contoso\.com, chat2\.contoso\.com/,
    );
    expect(printed).toMatch(/SQL1\\CHAT .*mgc .*ONLINE .*PRINCIPAL SYNCHRONIZED/);
    expect(printed).toContain('Invariants: never violated.');
  });

  test('a second lab beside it is refused with a sentence', async () => {
    expect(await lab.beside('lab/rig/start.ts')).toEqual({
      code: 2,
      printed: expect.stringMatching(/^A lab is running already from this checkout: .*Ctrl\+C first\.\n$/),
    });
  });

  test('another checkout does not see it: its faults go to a lab of its own', async () => {
    const other = path.join(lab.folder, 'other-checkout');
    const project = path.resolve(__dirname, '../../..');
    const left = ['node_modules', 'test', 'docs'];
    for (const name of readdirSync(project).filter((entry) => !entry.startsWith('.') && !left.includes(entry)))
      cpSync(path.join(project, name), path.join(other, name), { recursive: true });
    symlinkSync(path.join(project, 'node_modules'), path.join(other, 'node_modules'));
    expect(await lab.beside(path.join(other, 'lab/rig/command-line.ts'), 'lose-data-centre', 'primary')).toEqual({
      code: 1,
      printed: 'No lab of this checkout is running; start one with npm start.\n',
    });
    expect((await lab.beside('lab/rig/command-line.ts', 'status')).printed).toContain('lost: nothing');
  });

  const dba = hasTsql ? test : test.skip;
  dba(
    `FreeTDS logs into an instance and reads sys.databases as a DBA would${hasTsql ? '' : ' [skipped: tsql of FreeTDS is missing]'}`,
    () => {
      const primary = written.instances.find(({ store }) => store === 'primary')!;
      const { host, port, user, password } = primary;
      const printed = execFileSync(
        'tsql',
        ['-H', String(host), '-p', String(port), '-U', String(user), '-P', String(password), '-o', 'q'],
        {
          input: 'SELECT name, state_desc, recovery_model_desc FROM sys.databases ORDER BY name\nGO\n',
          encoding: 'utf8',
        },
      );
      const rows = printed.split('\n').filter((line) => line.includes('\t'));
      expect(rows.map((row) => row.split('\t').map((cell) => cell.trim()))).toEqual([
        ['name', 'state_desc', 'recovery_model_desc'],
        ['master', 'ONLINE', 'SIMPLE'],
        ['mgc', 'ONLINE', 'FULL'],
        ['mgccomp', 'ONLINE', 'FULL'],
        ['model', 'ONLINE', 'FULL'],
        ['msdb', 'ONLINE', 'SIMPLE'],
        ['tempdb', 'ONLINE', 'SIMPLE'],
      ]);
    },
  );
});

const nothing = { processes: [], folders: [] };
const ends = seesProcesses ? test : test.skip;
const where = seesProcesses ? '' : ' [skipped: processes are looked for in /proc]';

test.each([
  ['--versions', 'primary=2005', /STORE=VERSION.* the versions 2008 R2, 2012, .* the stores are primary, mirror, /],
  ['--time-zones', 'primary=Atlantis', /STORE=ZONE.* such as Europe\/Dublin .* the stores are primary, mirror, /],
])('%s with what means nothing is answered with what there is', async (option, value, says) => {
  const lab = Program.ofEntry('lab/rig/start.ts', option, value);
  try {
    await lab.ended();
    expect(lab.printed).toMatch(says);
  } finally {
    await lab.dispose();
  }
});

describe('the end of npm start', () => {
  ends.each([
    ['SIGINT', 130, up],
    ['SIGTERM', 143, up],
    ['SIGTERM', 143, 'Starting the Temporal server.'],
    ['SIGTERM', 143, 'Building two data centres'],
    ['SIGINT', 130, 'Starting the workers'],
  ] as const)(`%s ends it with code %i, sent after "%s": no process and no folder is left${where}`, async (...row) => {
    const [signal, code, after] = row;
    const lab = Program.ofEntry('lab/rig/start.ts', '--size', '1');
    try {
      await lab.prints(after);
      lab.signal(signal);
      expect(await lab.ended()).toEqual({ code, signal: null });
      expect({ processes: await lab.processesLeft(), folders: lab.foldersLeft() }).toEqual(nothing);
    } finally {
      await lab.dispose();
    }
  });

  ends.each([
    ['SIGTERM to npm', (lab: Program) => lab.signal('SIGTERM')],
    ['Ctrl+C in the terminal of npm', (lab: Program) => lab.signalGroup('SIGINT')],
  ] as const)(`%s ends what npm has started${where}`, async (_what, end) => {
    const lab = Program.of('npm', 'start', '--', '--size', '1');
    try {
      await lab.prints(up);
      end(lab);
      await lab.ended();
      expect({ processes: await lab.processesLeft(), folders: lab.foldersLeft() }).toEqual(nothing);
    } finally {
      await lab.dispose();
    }
  });
});
