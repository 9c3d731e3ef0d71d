/** Reads and checks a worker's environment once, at its start; every mistake is listed at once. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { WorkerRole } from '../domain/topology/pool';

export interface PathMapping {
  /** A folder as SQL Server and the topology name it, e.g. `\\fs1.contoso.com\pchat-logs`. */
  readonly path: string;
  /** The same folder as this host reaches it. */
  readonly folder: string;
}

export interface SqlCredentials {
  readonly user: string;
  readonly password: string;
  readonly domain?: string;
}

export interface HostConfiguration {
  readonly topologyFile: string;
  readonly dataCentre: string;
  readonly roles: readonly WorkerRole[];
  /** Needed for both roles: a mirror that a cmdlet set up is verified in SQL Server. */
  readonly sql: {
    readonly credentials: SqlCredentials;
    readonly encrypt: boolean;
    readonly trustCertificate: boolean;
  };
  readonly shell: {
    readonly executable?: string;
    readonly lyncModules: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
  };
  readonly paths: readonly PathMapping[];
}

/** The environment says something that no worker can run with. `problems` are sentences. */
export class ConfigurationMistakes extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigurationMistakes';
  }
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const truth = z.enum(['true', 'false'], { error: 'must be "true" or "false"' }).transform((text) => text === 'true');

const pathMap = z.array(z.strictObject({ path: z.string().min(1), folder: z.string().min(1) }));

const aDataCentre = 'must name a data centre of the topology file';
const knownRoles = 'must be "lync", "sql" or "lync,sql"';

const environment = z.object({
  PCHAT_TOPOLOGY: z.string().min(1).default('topology.yaml'),
  PCHAT_DATA_CENTRE: z.string({ error: aDataCentre }).min(1, { error: aDataCentre }),
  PCHAT_ROLES: z
    .string({ error: knownRoles })
    .transform(list)
    .refine((roles) => roles.length > 0 && roles.every((role) => role === 'lync' || role === 'sql'), {
      error: knownRoles,
    })
    .transform((roles) => [...new Set(roles as WorkerRole[])]),
  PCHAT_SQL_ENCRYPT: truth.default(true),
  PCHAT_SQL_TRUST_CERTIFICATE: truth.default(false),
  PCHAT_POWERSHELL: z.string().optional(),
  PCHAT_LYNC_MODULES: z.string().default('SkypeForBusiness,Lync').transform(list),
  /** Names of variables that the management shell gets too. */
  PCHAT_SHELL_ENVIRONMENT: z.string().default('').transform(list),
});

/** @throws ConfigurationMistakes; no sentence of it holds a secret. */
export function hostConfiguration(env: NodeJS.ProcessEnv): HostConfiguration {
  const problems: string[] = [];
  const parsed = environment.safeParse(env);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = String(path[0]);
    problems.push(env[name] === undefined ? `${name} is not set: it ${message}.` : `${name} ${message}.`);
  }
  const login = credentials(env, problems);
  const paths = mappings(env['PCHAT_PATH_MAP'], problems);
  if (!parsed.success || login === undefined || problems.length > 0) throw new ConfigurationMistakes(problems);
  const settings = parsed.data;
  const passed = settings.PCHAT_SHELL_ENVIRONMENT.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    topologyFile: settings.PCHAT_TOPOLOGY,
    dataCentre: settings.PCHAT_DATA_CENTRE,
    roles: settings.PCHAT_ROLES,
    sql: {
      credentials: login,
      encrypt: settings.PCHAT_SQL_ENCRYPT,
      trustCertificate: settings.PCHAT_SQL_TRUST_CERTIFICATE,
    },
    shell: {
      ...(settings.PCHAT_POWERSHELL === undefined ? {} : { executable: settings.PCHAT_POWERSHELL }),
      lyncModules: settings.PCHAT_LYNC_MODULES,
      environment: Object.fromEntries(passed),
    },
    paths,
  };
}

/** How a worker gets the workflow code: from a file that was built beforehand, or by building it when it starts. */
export type WorkflowCode =
  { readonly workflowBundle: { readonly codePath: string } } | { readonly workflowsPath: string };

/** `npm run build` writes the workflow code beside the compiled folders; beside the sources there is none. */
const builtBeforehand =
  path.extname(__filename) === '.js' ? path.resolve(__dirname, '../workflows.bundle.js') : undefined;

/** @throws ConfigurationMistakes when the file that is named is not there. */
export function workflowCode({ PCHAT_WORKFLOW_BUNDLE: named }: NodeJS.ProcessEnv): WorkflowCode {
  if (named !== undefined && !existsSync(named))
    throw new ConfigurationMistakes([
      `PCHAT_WORKFLOW_BUNDLE "${named}" is not there: write it with "npm run bundle -- ${named}".`,
    ]);
  const codePath = named ?? builtBeforehand;
  return codePath === undefined ? { workflowsPath: require.resolve('../workflows') } : { workflowBundle: { codePath } };
}

export interface OrchestratorConfiguration {
  readonly topologyFile: string;
  readonly workflowCode: WorkflowCode;
}

/** @throws ConfigurationMistakes */
export const orchestratorConfiguration = (env: NodeJS.ProcessEnv): OrchestratorConfiguration => ({
  topologyFile: env['PCHAT_TOPOLOGY'] ?? 'topology.yaml',
  workflowCode: workflowCode(env),
});

function credentials(env: NodeJS.ProcessEnv, problems: string[]): SqlCredentials | undefined {
  const { PCHAT_SQL_USER: user = '', PCHAT_SQL_DOMAIN: domain, PCHAT_SQL_PASSWORD_FILE: file } = env;
  if (user === '') problems.push('PCHAT_SQL_USER is not set: it names the login for SQL Server.');
  let password = env['PCHAT_SQL_PASSWORD'];
  if (password === undefined && file !== undefined) {
    try {
      password = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch {
      problems.push(`PCHAT_SQL_PASSWORD_FILE "${file}" cannot be read.`);
      return undefined;
    }
  }
  if (password === undefined) problems.push('Neither PCHAT_SQL_PASSWORD nor PCHAT_SQL_PASSWORD_FILE is set.');
  if (user === '' || password === undefined) return undefined;
  return { user, password, ...(domain === undefined ? {} : { domain }) };
}

function mappings(text: string | undefined, problems: string[]): PathMapping[] {
  if (text === undefined) return [];
  try {
    return pathMap.parse(JSON.parse(text));
  } catch {
    problems.push('PCHAT_PATH_MAP must be JSON such as [{"path":"\\\\\\\\fs1\\\\logs","folder":"/mnt/logs"}].');
    return [];
  }
}
