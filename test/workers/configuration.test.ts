import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigurationMistakes, hostConfiguration, orchestratorConfiguration } from '../../workers/configuration';

const secret = 'Fail0ver!';
const least = {
  PCHAT_DATA_CENTRE: 'dallas',
  PCHAT_ROLES: 'sql',
  PCHAT_SQL_USER: 'pchatdr',
  PCHAT_SQL_PASSWORD: secret,
};

/** The mistakes of an environment; a value of `undefined` takes a variable away. */
function mistakesOf(changes: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    hostConfiguration({ ...least, ...changes });
  } catch (error) {
    if (error instanceof ConfigurationMistakes) return error.problems;
    throw error;
  }
  return [];
}

describe("a host worker's environment", () => {
  it('needs a data centre, its roles and a login; the rest has defaults', () => {
    expect(hostConfiguration(least)).toEqual({
      topologyFile: 'topology.yaml',
      dataCentre: 'dallas',
      roles: ['sql'],
      sql: { credentials: { user: 'pchatdr', password: secret }, encrypt: true, trustCertificate: false },
      shell: { lyncModules: ['SkypeForBusiness', 'Lync'], environment: {} },
      paths: [],
    });
  });

  it('may say everything else', () => {
    const configuration = hostConfiguration({
      ...least,
      PCHAT_TOPOLOGY: '/etc/pchat.yaml',
      PCHAT_ROLES: 'lync, sql, lync',
      PCHAT_SQL_DOMAIN: 'CONTOSO',
      PCHAT_SQL_ENCRYPT: 'false',
      PCHAT_SQL_TRUST_CERTIFICATE: 'true',
      PCHAT_POWERSHELL: 'pwsh',
      PCHAT_LYNC_MODULES: 'Lync',
      PCHAT_SHELL_ENVIRONMENT: 'LYNC_HOME,NOT_SET',
      LYNC_HOME: 'C:\\Lync',
      PCHAT_PATH_MAP: '[{"path":"\\\\\\\\fs1\\\\logs","folder":"/mnt/logs"}]',
    });
    expect(configuration).toMatchObject({
      topologyFile: '/etc/pchat.yaml',
      roles: ['lync', 'sql'],
      sql: { credentials: { domain: 'CONTOSO' }, encrypt: false, trustCertificate: true },
      shell: { executable: 'pwsh', lyncModules: ['Lync'], environment: { LYNC_HOME: 'C:\\Lync' } },
      paths: [{ path: '\\\\fs1\\logs', folder: '/mnt/logs' }],
    });
    expect(configuration.shell.environment).not.toHaveProperty('NOT_SET');
  });

  it.each<readonly [Readonly<Record<string, string | undefined>>, string]>([
    [
      { PCHAT_DATA_CENTRE: undefined },
      'PCHAT_DATA_CENTRE is not set: it must name a data centre of the topology file.',
    ],
    [{ PCHAT_DATA_CENTRE: '' }, 'PCHAT_DATA_CENTRE must name a data centre of the topology file.'],
    [{ PCHAT_ROLES: undefined }, 'PCHAT_ROLES is not set: it must be "lync", "sql" or "lync,sql".'],
    [{ PCHAT_ROLES: 'chat' }, 'PCHAT_ROLES must be "lync", "sql" or "lync,sql".'],
    [{ PCHAT_ROLES: ' , ' }, 'PCHAT_ROLES must be "lync", "sql" or "lync,sql".'],
    [{ PCHAT_SQL_ENCRYPT: 'yes' }, 'PCHAT_SQL_ENCRYPT must be "true" or "false".'],
    [{ PCHAT_SQL_TRUST_CERTIFICATE: '1' }, 'PCHAT_SQL_TRUST_CERTIFICATE must be "true" or "false".'],
    [{ PCHAT_SQL_USER: undefined }, 'PCHAT_SQL_USER is not set: it names the login for SQL Server.'],
    [{ PCHAT_SQL_PASSWORD: undefined }, 'Neither PCHAT_SQL_PASSWORD nor PCHAT_SQL_PASSWORD_FILE is set.'],
    [
      { PCHAT_SQL_PASSWORD: undefined, PCHAT_SQL_PASSWORD_FILE: '/not/there' },
      'PCHAT_SQL_PASSWORD_FILE "/not/there" cannot be read.',
    ],
    [
      { PCHAT_PATH_MAP: '{' },
      'PCHAT_PATH_MAP must be JSON such as [{"path":"\\\\\\\\fs1\\\\logs","folder":"/mnt/logs"}].',
    ],
    [
      { PCHAT_PATH_MAP: '[{"path":"x"}]' },
      'PCHAT_PATH_MAP must be JSON such as [{"path":"\\\\\\\\fs1\\\\logs","folder":"/mnt/logs"}].',
    ],
  ])('with %j is refused in a sentence', (changes, sentence) => {
    expect(mistakesOf(changes)).toEqual([sentence]);
  });

  it('hears of every mistake at once', () => {
    const nothing = Object.fromEntries(Object.keys(least).map((name) => [name, undefined]));
    expect(mistakesOf({ ...nothing, PCHAT_SQL_ENCRYPT: 'yes', PCHAT_PATH_MAP: 'x' })).toHaveLength(6);
  });

  it('names no secret in any mistake', () => {
    const sentences = mistakesOf({ PCHAT_ROLES: 'chat', PCHAT_SQL_USER: undefined, PCHAT_PATH_MAP: secret });
    expect(sentences.length).toBeGreaterThan(0);
    expect(sentences.join()).not.toContain(secret);
  });

  describe('with its password in a file', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'pchat-secret-'));
    const file = path.join(folder, 'password');
    afterAll(() => rmSync(folder, { recursive: true }));

    it.each([
      ['as it stands', 'Fail0ver!'],
      ['without the line end', 'Fail0ver!\n'],
      ['without the line end of Windows', 'Fail0ver!\r\n'],
    ])('reads it %s', (_, content) => {
      writeFileSync(file, content);
      const { sql } = hostConfiguration({ ...least, PCHAT_SQL_PASSWORD: undefined, PCHAT_SQL_PASSWORD_FILE: file });
      expect(sql.credentials.password).toBe('Fail0ver!');
    });
  });
});

describe("an orchestrator's environment", () => {
  const fromSources = { workflowsPath: path.resolve(__dirname, '../../workflows/index.ts') };

  it('needs nothing but the topology file; from the sources the workflow code is built at the start', () => {
    expect(orchestratorConfiguration({})).toEqual({ topologyFile: 'topology.yaml', workflowCode: fromSources });
    expect(orchestratorConfiguration({ PCHAT_TOPOLOGY: '/etc/pchat.yaml' }).topologyFile).toBe('/etc/pchat.yaml');
  });

  it('may name workflow code that was built beforehand, which must be there', () => {
    expect(orchestratorConfiguration({ PCHAT_WORKFLOW_BUNDLE: __filename }).workflowCode).toEqual({
      workflowBundle: { codePath: __filename },
    });
    expect(() => orchestratorConfiguration({ PCHAT_WORKFLOW_BUNDLE: '/nowhere/workflows.js' })).toThrow(
      'PCHAT_WORKFLOW_BUNDLE "/nowhere/workflows.js" is not there: write it with "npm run bundle -- /nowhere/workflows.js".',
    );
  });
});
