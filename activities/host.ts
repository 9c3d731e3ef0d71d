/** Everything that a host worker can do, by role: an activity for every operation of the contract, and the looks. */
import type { LogBackupsTaken } from '../domain/log-backups-taken';
import type { Announcement, ChainFacts, LyncFacts, StoreFacts } from '../domain/observation';
import { isOperationName, operationRows, type InputOf, type OperationName } from '../procedures/contract';
import type { CopyAt, DataCentreSide, StoreRole, WorkerRole } from '../domain/topology/pool';
import { within, type Tools } from './context';
import { readChainFacts } from './looks/log-chain';
import { countComplianceRows } from './looks/compliance-rows';
import { readLogBackupsTaken, type AtHand } from './looks/log-backups-taken';
import { observeLync } from './looks/observe-lync';
import { observeStores } from './looks/observe-stores';
import type { OperationDefinition } from './operation';
import { operations } from './operations';
import type { Scope } from './scope';

/** A look answers for the worker too that took it. */
export interface Looked<Facts> {
  readonly facts: Facts;
  readonly worker: Announcement;
}

interface LookInput {
  readonly scope: Scope;
  /** The data centre whose worker is asked. */
  readonly side: DataCentreSide;
}

/** Looks on a SQL Server host. An instance that does not answer is an answer. */
export interface SqlLooks {
  observeStores(input: LookInput & { copies: readonly CopyAt[] }): Promise<Looked<StoreFacts[]>>;
  /** What stands between the copy on a store and the newest log backup that can be had. */
  readLogChain(input: { scope: Scope; of: StoreRole }): Promise<ChainFacts>;
  /** Log backups that these stores took and that are not at hand. */
  readLogBackupsTaken(input: { scope: Scope; on: readonly StoreRole[]; atHand: AtHand }): Promise<LogBackupsTaken[]>;
  /** @throws the share's sentence when it cannot be listed from here. */
  reachShare(input: { scope: Scope }): Promise<void>;
  /** @returns `null` when there is none to count in. */
  countComplianceRows(input: { scope: Scope; on: StoreRole }): Promise<number | null>;
}

export interface LyncLooks {
  observeLync(input: LookInput): Promise<Looked<LyncFacts>>;
}

type Activity = (input: never) => Promise<unknown>;
type Performed = (input: InputOf<OperationName> & { scope: Scope }) => Promise<unknown>;

/** The operations of a role as activities: input and result are those of the contract, with the scope of the run. */
function performed(tools: Tools, role: WorkerRole): Readonly<Record<string, Performed>> {
  const entries = Object.entries<OperationDefinition<OperationName>>(
    operations as Readonly<Record<OperationName, OperationDefinition<OperationName>>>,
  );
  return Object.fromEntries(
    entries
      .filter(([name]) => isOperationName(name) && operationRows[name].role === role)
      .map(([name, { perform }]): [string, Performed] => [
        name,
        ({ scope, ...input }) => within(tools, scope, (context) => perform(input, context)),
      ]),
  );
}

/** What this release knows: what a runbook may ask of it. */
export const knownOperations: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(operationRows).map(([name, { version }]) => [name, version]),
);

export function createHostActivities(tools: Tools): Readonly<Record<WorkerRole, Readonly<Record<string, Activity>>>> {
  const announced = (side: DataCentreSide, role: WorkerRole): Announcement => ({
    side,
    role,
    host: tools.host,
    knows: knownOperations,
  });
  const sqlLooks: SqlLooks = {
    observeStores: ({ scope, side, copies }) =>
      within(tools, scope, async (context) => ({
        facts: await observeStores(context, copies),
        worker: announced(side, 'sql'),
      })),
    readLogChain: ({ scope, of }) => within(tools, scope, (context) => readChainFacts(context, of)),
    readLogBackupsTaken: ({ scope, on, atHand }) =>
      within(tools, scope, (context) => readLogBackupsTaken(context, on, atHand)),
    reachShare: ({ scope }) =>
      within(tools, scope, async ({ pool }) => {
        await tools.share.list(pool.logShipping.share);
      }),
    countComplianceRows: ({ scope, on }) => within(tools, scope, (context) => countComplianceRows(context, on)),
  };
  const lyncLooks: LyncLooks = {
    observeLync: ({ scope, side }) =>
      within(tools, scope, async (context) => ({
        facts: await observeLync(context),
        worker: announced(side, 'lync'),
      })),
  };
  return {
    sql: { ...performed(tools, 'sql'), ...sqlLooks },
    lync: { ...performed(tools, 'lync'), ...lyncLooks },
  };
}
