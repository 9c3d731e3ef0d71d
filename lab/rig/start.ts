/** Brings everything up and stays: Temporal with its Web UI, two data centres, workers, users. SIGINT or SIGTERM ends it. */
import { writeFileSync } from 'node:fs';
import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';
import { workflowIdOf, workflowQueue } from '../../domain/topology/pool';
import { releaseNames } from '../estate/sql-server/model/releases';
import type { StoreRole } from '../estate/pool';
import { storeRoles, type Collations, type TimeZones, type Versions } from '../estate/stores';
import { TimeZone } from '../estate/time-zone';
import { labLogins, type Lab } from './lab';
import { Cleanup } from './processes/cleanup';
import { announce, runningLab, withdraw } from './running-lab';
import { startStack, type Stack } from './stack';

interface StartOptions {
  readonly json?: string;
  readonly size: number;
  readonly timeScale: number;
  readonly versions?: Versions;
  readonly timeZones?: TimeZones;
  readonly collations?: Collations;
  readonly dataFiles: number;
}

interface Description {
  readonly webUi: string;
  readonly temporalAddress: string;
  readonly pool: string;
  readonly instances: readonly {
    readonly name: string;
    readonly store: string;
    readonly dataCentre: string;
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
  }[];
  readonly shares: readonly { readonly path: string; readonly folder: string }[];
}

function describe({ lab, temporal }: Stack): Description {
  const { pool, instances, files } = lab.estate;
  return {
    webUi: temporal.uiUrl ?? '',
    temporalAddress: temporal.address,
    pool: pool.fqdn,
    instances: instances.map(({ name, role, place, port }) => ({
      name,
      store: role,
      dataCentre: place.side === 'primary' ? pool.primaryDataCentre.name : pool.secondaryDataCentre.name,
      host: '127.0.0.1',
      port,
      ...labLogins.dba,
    })),
    shares: files.mapped,
  };
}

const formOf = (webUi: string, pool: string, workflowType: string): string =>
  `${webUi}/namespaces/default/workflows/start-workflow?${new URLSearchParams({
    workflowId: workflowIdOf(pool),
    taskQueue: workflowQueue,
    workflowType,
  }).toString()}`;

function say({ webUi, temporalAddress, pool, instances }: Description): void {
  const table = new Table({
    head: ['Instance', 'Store', 'Data centre', 'Address', 'Login', 'Password'],
    style: { head: [], border: [] },
  });
  for (const { name, store, dataCentre, host, port, user, password } of instances) {
    table.push([name, store, dataCentre, `${host}:${String(port)}`, user, password]);
  }
  const port = String(instances[0]?.port ?? '');
  process.stdout.write(
    [
      '',
      `The pool ${pool} is up, and users chat. Temporal: ${temporalAddress}`,
      `Web UI:            ${webUi}`,
      `Start a failover:  ${formOf(webUi, pool, 'failover')}`,
      `Start a failback:  ${formOf(webUi, pool, 'failback')}`,
      `Input to type:     {"pool":"${pool}"}   (a run shows where it is on its tab "User Metadata")`,
      '',
      table.toString(),
      '',
      'What to try, in another terminal:',
      '  npm run lab -- status',
      '  npm run lab -- lose-data-centre primary      then start a failover in the Web UI',
      '  npm run lab -- rebuild-data-centre primary   then start a failback',
      '  npm run lab -- --help                        every fault there is',
      `  tsql -H 127.0.0.1 -p ${port} -U ${labLogins.dba.user} -P '${labLogins.dba.password}'`,
      `  sqlcmd -S tcp:127.0.0.1,${port} -U ${labLogins.dba.user} -P '${labLogins.dba.password}' -C`,
      'Ctrl+C ends it.',
      '',
    ].join('\n'),
  );
}

const number = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('must be a number above 0.');
  return value;
};

/** `primary=…,backup=…`. @throws InvalidArgumentError with what it must be, where a store or what is said of it is unknown. */
function byStore<Value>(
  text: string,
  read: (value: string) => Value | undefined,
  mustBe: string,
): Partial<Record<StoreRole, Value>> {
  const named = text.split(',').map((pair) => {
    const [store, value = ''] = pair.split('=').map((word) => word.trim());
    const role = storeRoles.find((known) => known === store);
    const known = read(value);
    if (role === undefined || known === undefined)
      throw new InvalidArgumentError(`must be ${mustBe}; the stores are ${storeRoles.join(', ')}.`);
    return [role, known] as const;
  });
  return Object.fromEntries(named);
}

const versionsNamed = (text: string): Versions =>
  byStore(
    text,
    (version) => releaseNames.find((known) => known.replace(' ', '') === version.replace(' ', '')),
    `STORE=VERSION[,...] with the versions ${releaseNames.join(', ')}`,
  );

const timeZonesNamed = (text: string): TimeZones =>
  byStore(text, zoneNamed, 'STORE=ZONE[,...] with zones such as Europe/Dublin or Asia/Tokyo');

const collationsNamed = (text: string): Collations =>
  byStore(
    text,
    (name) => (/_CI_AS$/i.test(name) ? name : undefined),
    'STORE=COLLATION[,...] with collations that end in _CI_AS, such as Latin1_General_CI_AS',
  );

function zoneNamed(name: string): string | undefined {
  try {
    return new TimeZone(name).name;
  } catch {
    return undefined;
  }
}

async function main(): Promise<void> {
  const options = new Command('npm start --')
    .description('Two simulated data centres with a Persistent Chat pool, Temporal with its Web UI, and the workers.')
    .option('--json <file>', 'write addresses and logins as JSON once everything is up')
    .option('--size <GB>', 'modelled size of mgc', number, 20)
    .option('--time-scale <factor>', 'modelled seconds per real second', number, 60)
    .option('--data-files <number>', 'data files of mgc', number, 1)
    .option(
      '--versions <store=version,...>',
      'versions of SQL Server, such as primary=2008R2,mirror=2008R2',
      versionsNamed,
    )
    .option(
      '--time-zones <store=zone,...>',
      'time zones of the hosts of stores, such as primary=Asia/Tokyo,mirror=Asia/Tokyo',
      timeZonesNamed,
    )
    .option(
      '--collations <store=collation,...>',
      'collations of instances, such as backup=Latin1_General_CI_AS',
      collationsNamed,
    )
    .parse()
    .opts<StartOptions>();
  if (runningLab() !== undefined) {
    process.stderr.write(
      'A lab is running already from this checkout: see npm run lab -- status. End it with Ctrl+C first.\n',
    );
    process.exitCode = 2;
    return;
  }
  const cleanup = new Cleanup();
  cleanup.onSignals();
  try {
    const stack = await startStack(
      {
        timeScale: options.timeScale,
        load: { sizeGb: options.size, throughput: 400, dataFiles: options.dataFiles },
        versions: options.versions,
        timeZones: options.timeZones,
        collations: options.collations,
        webUi: true,
        says: (sentence) => process.stdout.write(`${sentence}\n`),
      },
      cleanup,
    );
    stay(stack.lab, cleanup);
    const description = describe(stack);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(description, null, 2)}\n`);
    say(description);
  } catch (failure) {
    if (cleanup.hasBegun()) return;
    process.stderr.write(
      `The lab could not be started: ${failure instanceof Error ? failure.message : String(failure)}\n`,
    );
    await cleanup.run();
    process.exit(1);
  }
}

function stay(lab: Lab, cleanup: Cleanup): void {
  lab.chat.startUsers({ count: 8, messagesPerSecond: 8 });
  announce({ pid: process.pid, controlUrl: lab.controlUrl });
  cleanup.add(withdraw);
}

void main();
