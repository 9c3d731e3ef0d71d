/** The pool of docs/topology.example.yaml as a diagnosis may see it, so that documents show the statements of a real plan. */
import path from 'node:path';
import { writePlan } from '../../../activities/plan';
import { fileNames } from '../../../domain/file-names';
import { lsn } from '../../../domain/lsn';
import type { DatabaseFacts, Observation, StoreFacts } from '../../../domain/observation';
import type { Plan } from '../../../domain/run/plan';
import { procedures, type ProcedureName } from '../../../procedures/registry';
import { activeServersOf, instanceName, type StoreRole } from '../../../domain/topology/pool';
import { loadTopology } from '../../../workers/topology-file';

function present<Value>(value: Value | undefined): Value {
  if (value === undefined)
    throw new Error('docs/topology.example.yaml lacks what the example of docs/procedures.md shows.');
  return value;
}

const [first] = loadTopology(path.join(__dirname, '../../../docs/topology.example.yaml')).pools;
const pool = present(first);

const copy = (changes: Partial<DatabaseFacts> = {}): DatabaseFacts => ({
  state: 'ONLINE',
  userAccess: 'MULTI_USER',
  owner: 'sa',
  recoveryModel: 'FULL',
  mirroringRole: null,
  mirroringState: null,
  sessions: 0,
  files: [
    { logical: 'mgc', physical: 'E:\\SQL\\Data\\mgc.mdf', isLog: false },
    { logical: 'mgc_log', physical: 'F:\\SQL\\Log\\mgc_log.ldf', isLog: true },
  ],
  ...changes,
});

const principal = copy({ mirroringRole: 'PRINCIPAL', mirroringState: 'SYNCHRONIZED' });
const restoring = copy({ state: 'RESTORING' });

const store = (database: StoreFacts['database'], role: StoreRole, facts: DatabaseFacts): StoreFacts => ({
  database,
  role,
  instance: instanceName(present(pool[database]?.[role])),
  server: { version: '11.0.7001.0', sysadmin: true, agentRunning: true },
  copy: facts,
});

const newest = 'mgc_20261121100500.trn';
const seen = {
  at: '2026-11-21T10:07:00.000Z',
  workers: { primary: true, secondary: true },
  announced: [],
  complianceRows: 0,
} as const;
const identities = {
  stateIdentity: `PersistentChatServer:${pool.fqdn}`,
  serviceIdentity: `PersistentChatServer:${pool.fqdn}`,
};

/** A planned failover, whose primary can be sealed; and a failback onto a primary that came back with its old copy. */
const observations: Readonly<Record<ProcedureName, Observation>> = {
  failover: {
    ...seen,
    stores: [
      store('mgc', 'primary', principal),
      store('mgc', 'backup', restoring),
      store('mgccomp', 'primary', principal),
      store('mgccomp', 'backup', principal),
    ],
    lync: { ...identities, poolState: 'Normal', activeServers: activeServersOf(pool, 'primary') },
    chain: {
      shareReachable: true,
      redoLsn: lsn('34000000012300001'),
      toCopy: fileNames([newest]),
      toApply: fileNames([newest]),
      endsAt: lsn('34000000045600001'),
      endsAtTime: '2026-11-21T10:05:02.000Z',
    },
  },
  failback: {
    ...seen,
    stores: [
      store('mgc', 'primary', copy()),
      store('mgc', 'mirror', restoring),
      store('mgc', 'backup', principal),
      store('mgccomp', 'primary', copy()),
      store('mgccomp', 'mirror', restoring),
      store('mgccomp', 'backup', principal),
    ],
    lync: { ...identities, poolState: 'FailedOver', activeServers: activeServersOf(pool, 'secondary') },
  },
};

/** @throws Error when the example meets an obstacle, for then it would show nothing. */
export function examplePlan(name: ProcedureName): Plan {
  const procedure = procedures[name];
  const parsed = procedure.parse({ pool: pool.fqdn });
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  const plan = writePlan(procedure, pool, {
    token: '01a1fe8598',
    request: parsed.request,
    observation: observations[name],
  });
  if (plan.obstacles.length > 0) throw new Error(plan.obstacles.map(({ says }) => says).join('\n'));
  return plan;
}
