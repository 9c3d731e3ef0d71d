/** Every invariant is proven by a product that is broken on purpose: its verifications too, for they would refuse first. */
import type { ProcedureName } from '../../procedures/registry';
import type { Violation } from '../../lab/rig/invariants/contract';
import type { ActivityFaults, ActivityName, Lie } from '../../lab/rig/in-process/activity-faults';
import { aPool } from '../../lab/rig/testing/a-pool';
import { instanceOf } from '../../lab/rig/testing/estate-state';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import { readyFor, usersChat, usersLeave } from './support/situations';

type Lies = Partial<Record<ActivityName, Lie>>;

let estate: EstateUnderTest;
const nothing: Lie = () => Promise.resolve(undefined);

beforeAll(async () => {
  estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }), breaksInvariants: true });
});

/** Runs a procedure with lies in it. @returns the violations that this run brought. */
async function broken(procedure: ProcedureName, lies: Lies): Promise<Violation[]> {
  const { lab, workers } = estate;
  const before = lab.invariants.violations.length;
  tell(workers.faults, lies);
  const { report } = await estate.complete(procedure);
  workers.faults.clear();
  expect(report.result).toBe('completed');
  return lab.invariants.violations.slice(before);
}

function tell(faults: ActivityFaults, lies: Lies): void {
  for (const [activity, lie] of Object.entries(lies)) faults.lie(activity as ActivityName, lie);
}

const both = (): string[] => [
  ...estate.pool.primaryDataCentre.chatServers.slice(0, 1),
  ...estate.pool.secondaryDataCentre.chatServers.slice(0, 1),
];

const isClearing = (input: object): boolean =>
  'servers' in input && Array.isArray(input.servers) && input.servers.length === 0;

const dba = { login: 'sa', programName: 'a fixture' } as const;

/** Seals the primary copy that the lies of a run left writable, so that its end is not a violation of its own. */
async function seal(): Promise<void> {
  const primary = instanceOf(estate.lab, 'primary');
  await primary.run('ALTER DATABASE [mgc] SET PARTNER OFF', dba);
  await primary.run('ALTER DATABASE [mgc] SET OFFLINE WITH ROLLBACK IMMEDIATE', dba);
}

/** Executes the newest statement of the ledger that begins so once more, where it was executed. */
async function again(begins: string): Promise<void> {
  const { ledger } = estate.lab.estate;
  const entry = ledger.entries.filter(({ text, changed }) => changed && text.startsWith(begins)).at(-1)!;
  await estate.lab.estate.instance(entry.where)!.run(entry.text, dba);
}

/** Recovers the backup copy whatever stands against it. */
const recoverAnyway: Lie = async (work, input) => {
  await instanceOf(estate.lab, 'backup').run('RESTORE DATABASE mgc WITH RECOVERY', dba);
  return work({ ...input, upTo: '0' });
};

interface Guard {
  readonly invariant: Violation['invariant'];
  readonly how: string;
  readonly procedure: 'failover' | 'failback';
  readonly arrange?: () => Promise<void>;
  readonly lies: () => Lies;
  readonly detail: RegExp;
  readonly trigger: RegExp;
}

/** One estate is failed over and back for them, again and again. */
const guards: readonly Guard[] = [
  {
    invariant: 'never two writers',
    how: 'no step fences the primary, and its chat servers do not hear that the pool is failed over',
    procedure: 'failover',
    lies: () => {
      const { network } = estate.lab.estate;
      return {
        setActiveServers: (work, input) =>
          isClearing(input) ? Promise.resolve(undefined) : work({ ...input, heardBy: ['secondary'] }),
        waitForNoSessions: nothing,
        takeTailLog: () => Promise.resolve({ lastLsn: '9'.repeat(25) }),
        applyLogBackups: (work, input) => work({ ...input, upTo: '0' }),
        confirmNobodyActive: nothing,
        confirmFence: nothing,
        bringOnline: recoverAnyway,
        setPoolState: (work, input) => {
          network.cutLink('elsewhere-primary');
          return work({ ...input, heardBy: ['secondary'] });
        },
        verifyService: async (work) => {
          const served = await work();
          await seal();
          network.mendLink('elsewhere-primary');
          return served;
        },
      };
    },
    detail: /^SQL1\\CHAT is ONLINE and used by CHAT-P\d.*; SQL3\\CHAT is ONLINE and used by CHAT-S\d/,
    trigger: /session/,
  },
  {
    invariant: 'no effect twice',
    how: 'the full backup is taken twice',
    procedure: 'failback',
    lies: () => ({
      backUpDatabase: async (work) => {
        const taken = await work();
        await again('BACKUP DATABASE');
        return taken;
      },
    }),
    detail: /^BACKUP DATABASE \[mgc\] TO DISK .+ changed SQL3\\CHAT 2 times$/s,
    trigger: /^sa \(a fixture\) at SQL3\\CHAT$/,
  },
  {
    invariant: 'nothing lost without a declaration',
    how: 'no log backup is applied, the tail neither',
    procedure: 'failover',
    arrange: async () => {
      await usersChat(estate);
      await usersLeave(estate);
    },
    lies: () => ({
      applyLogBackups: () => Promise.resolve({ says: '0 applied' }),
      bringOnline: recoverAnyway,
    }),
    detail: /^\d+ acknowledged messages are gone, the first acknowledged at /,
    trigger: /^pool state FailedOver$/,
  },
  {
    invariant: 'active servers in one data centre',
    how: 'servers of both sides are activated for a moment',
    procedure: 'failback',
    lies: () => ({
      setActiveServers: async (work, input) => {
        if (!isClearing(input)) await work({ ...input, servers: both() });
        return work();
      },
    }),
    detail: /^the active list is chat-p1\.contoso\.com, chat-s1\.contoso\.com$/,
    trigger: /^active servers: chat-p1/,
  },
  {
    invariant: 'the end is what the topology says',
    how: 'the backup store is not mirrored',
    procedure: 'failover',
    lies: () => ({ installMirror: nothing }),
    detail: /^mirroring_role_desc of mgc on SQL3\\CHAT is NULL, not PRINCIPAL$/,
    trigger: /^the failover says that it is complete$/,
  },
  {
    invariant: 'the end is what the topology says',
    how: 'the mirror of the primary is forgotten',
    procedure: 'failback',
    lies: () => ({ installMirror: nothing }),
    detail: /^mirroring_role_desc of mgc on SQL1\\CHAT is NULL, not PRINCIPAL$/,
    trigger: /^the failback says that it is complete$/,
  },
];

it.each(guards)('"$invariant" speaks, and no other, when $how', async (guard) => {
  await readyFor(estate, guard.procedure);
  await guard.arrange?.();
  const found = await broken(guard.procedure, guard.lies());
  expect([...new Set(found.map(({ invariant }) => invariant))]).toEqual([guard.invariant]);
  expect(found[0]!.detail).toMatch(guard.detail);
  expect(found[0]!.trigger).toMatch(guard.trigger);
});
