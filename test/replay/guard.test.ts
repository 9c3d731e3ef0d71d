/** The guards under every change of workflow code and of runbooks, each broken once: what they do not see, nobody sees. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Runtime } from '@temporalio/worker';
import { operations } from '../../activities/operations';
import type { Act } from '../../domain/run/plan';
import { isStep, type Entry, type OperationValue, type Runbook, type StepValue } from '../../domain/run/runbook';
import { procedures, type Registry } from '../../procedures/registry';
import { acceptedFor, accepting, forgetting, readAcceptances } from './accepted';
import { differences } from './difference';
import { attributesOf, typeOf, type HistoryEvent } from './events';
import { golden, readHistory, type GoldenHistory } from './histories';
import { machineTraces } from './machine-traces';
import { isPayload, mapTexts, valueOf, withValue, type JsonPayload } from './payloads';
import { planDifferences } from './planned';
import { readable } from './readable';
import { quietRuntime, replayed, writeReplayBundle, type Replayed } from './replayed';

const base = readHistory('failover-lost');

/** The same history with something else in its events: `change` rewrites a copy of them, or answers others. */
function changed(change: (events: HistoryEvent[]) => unknown): GoldenHistory {
  const events = structuredClone([...base.events]);
  const others = change(events);
  return { ...base, events: Array.isArray(others) ? (others as HistoryEvent[]) : events };
}

const scheduled = (events: readonly HistoryEvent[], activity: string): HistoryEvent =>
  events.find(
    (event) => typeOf(event) === 'ActivityTaskScheduled' && attributesOf(event).activityType?.name === activity,
  )!;

/** Writes into the attributes of an event. */
const rewrite = (event: HistoryEvent, changes: object): void => void Object.assign(attributesOf(event), changes);

/** Every payload of the event with another value. */
function revalue(event: HistoryEvent, change: (value: Record<string, unknown>) => unknown): HistoryEvent {
  const inner = (item: unknown): unknown => {
    if (isPayload(item)) return withValue(item, change(valueOf(item) as Record<string, unknown>));
    if (Array.isArray(item)) return item.map(inner);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([key, each]) => [key, inner(each)]));
  };
  return inner(event) as HistoryEvent;
}

const replace = (events: HistoryEvent[], event: HistoryEvent, by: HistoryEvent): HistoryEvent[] =>
  events.map((each) => (each === event ? by : each));

const first = (events: readonly HistoryEvent[], type: string): HistoryEvent =>
  events.find((event) => typeOf(event) === type)!;
const last = (events: readonly HistoryEvent[], type: string): HistoryEvent =>
  events.findLast((event) => typeOf(event) === type)!;

const cases = {
  untouched: base,
  'another workflow type': changed((events) => rewrite(events[0]!, { workflowType: { name: 'failOver' } })),
  'another workflow id': { ...base, workflowId: 'another-id' },
  'another activity type': changed((events) =>
    rewrite(scheduled(events, 'bringOnline'), { activityType: { name: 'bringOffline' } }),
  ),
  'another order': changed((events) => {
    const lync = scheduled(events, 'observeLync');
    const before = events[events.indexOf(lync) - 1]!;
    const as = (other: HistoryEvent, { eventId }: HistoryEvent): HistoryEvent => ({ ...other, eventId });
    return events.map((event) => (event === lync ? as(before, lync) : event === before ? as(lync, before) : event));
  }),
  'another input': changed((events) => {
    const event = scheduled(events, 'bringOnline');
    return replace(
      events,
      event,
      revalue(event, (input) => (input['scope'] ? { ...input, on: 'backupMirror' } : input)),
    );
  }),
  'another data centre': changed((events) =>
    rewrite(scheduled(events, 'bringOnline'), { taskQueue: { name: 'persistent-chat/chicago-1/sql' } }),
  ),
  'another timeout': changed((events) => rewrite(scheduled(events, 'bringOnline'), { heartbeatTimeout: '7s' })),
  'another number of tries': changed((events) => {
    const event = scheduled(events, 'bringOnline');
    const { retryPolicy } = attributesOf(event);
    rewrite(event, { retryPolicy: { ...retryPolicy, maximumAttempts: 7 } });
  }),
  'another summary': changed((events) => {
    const event = scheduled(events, 'bringOnline');
    const { summary } = event['userMetadata'] as { summary: JsonPayload };
    return replace(events, event, { ...event, userMetadata: { summary: withValue(summary, 'look away') } });
  }),
  'another search attribute': changed((events) => {
    const event = last(events, 'UpsertWorkflowSearchAttributes');
    return replace(
      events,
      event,
      revalue(event, () => 'running'),
    );
  }),
  'another answer': changed((events) => {
    const event = first(events, 'WorkflowExecutionUpdateCompleted');
    return replace(
      events,
      event,
      revalue(event, () => 'Refused.'),
    );
  }),
  'another result': changed((events) => {
    const event = last(events, 'WorkflowExecutionCompleted');
    return replace(
      events,
      event,
      revalue(event, (report) => ({ ...report, result: 'undone' })),
    );
  }),
} as const satisfies Record<string, GoldenHistory>;

let answers: ReadonlyMap<string, Replayed>;
/** What is different anyway, because somebody has accepted it. */
let accepted: readonly string[];

const beyond = (lines: readonly string[]): string[] => lines.filter((line) => !accepted.includes(line));
/** What a change of the registry makes different. */
const planned = async ({ events }: GoldenHistory, registry?: Registry): Promise<string[]> => {
  const anyway = await planDifferences(events);
  return (await planDifferences(events, registry)).filter((line) => !anyway.includes(line));
};

beforeAll(async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'persistent-chat-dr-test-'));
  const bundle = path.join(folder, 'workflows.js');
  await writeReplayBundle(bundle);
  quietRuntime();
  const all = await replayed(Object.values(cases), bundle);
  answers = new Map(Object.keys(cases).map((name, index) => [name, all[index]!]));
  accepted = answers.get('untouched')!.differences;
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => Runtime.instance().shutdown());

describe('A replay', () => {
  it('says nothing of a history that the code of today would write', () => {
    expect(answers.get('untouched')!.failure).toBeUndefined();
    expect(accepted).toEqual(acceptedFor(readAcceptances(), base.name).filter((line) => line.startsWith('asks')));
  });

  it.each([
    ['another workflow id', 'DeterminismViolationError', ''],
    ['another activity type', 'DeterminismViolationError', 'bringOffline'],
    ['another order', 'DeterminismViolationError', 'does not match activity id'],
  ] as const)('fails where the history has %s', (name, kind, says) => {
    expect(answers.get(name)!.failure).toMatchObject({ name: kind, message: expect.stringContaining(says) });
  });

  it.each([
    ['another input', /^asks \/ activity \d+ \/ input \/ 1 \/ on: recorded "backupMirror", now "backup"$/],
    [
      'another data centre',
      /^asks \/ activity \d+ \/ taskQueue: recorded "persistent-chat\/chicago-1\/sql", now "persistent-chat\/dallas-\d+\/sql"$/,
    ],
    ['another timeout', /^asks \/ activity \d+ \/ heartbeatSeconds: recorded 7, now 20$/],
    ['another number of tries', /^asks \/ activity \d+ \/ retry \/ maximumAttempts: recorded 7, now 2$/],
    ['another summary', /^asks \/ activity \d+ \/ summary: recorded "look away", now "End connections/],
    ['another search attribute', /^asks \/ search attributes \d+ \/ fields \/ Phase: recorded "running", now "ended"$/],
    ['another answer', /^asks \/ answer 1 \/ says \/ 1: recorded "Refused\.", now "Approved, Ada Test\."$/],
    ['another result', /^asks \/ end \/ result \/ 1 \/ result: recorded "undone", now "completed"$/],
  ] as const)('shows as a difference what the SDK does not compare: %s', (name, line) => {
    const { failure, differences: found } = answers.get(name)!;
    expect(failure).toBeUndefined();
    expect(beyond(found)).toEqual([expect.stringMatching(line)]);
  });
});

describe('A workflow type', () => {
  // Every type is run by the same workflow, so the SDK finds nothing wrong.
  it('of another name is asked for by that name', () => {
    const { failure, differences: found } = answers.get('another workflow type')!;
    expect(failure).toBeUndefined();
    expect(found).toEqual(
      expect.arrayContaining([
        'asks / activity 1 / input / 1 / procedure: recorded "failover", now "failOver"',
        'asks / search attributes 1 / fields / Procedure: recorded "failover", now "failOver"',
      ]),
    );
  });
});

describe('A file', () => {
  const rewritten = (change: (event: HistoryEvent) => void) => (): GoldenHistory => {
    const { events } = changed((copy) => copy.forEach(change));
    return golden('failover-lost', { situation: '', events });
  };
  const without = (field: string) => (event: HistoryEvent) => rewrite(event, { [field]: undefined });

  it('is refused without its SDK flags, with which the replayer compares next to nothing', () => {
    expect(rewritten(without('sdkMetadata'))).toThrow(
      /^The history "failover-lost" guards nothing\. The sdkMetadata .*No event has the SDK flag 1/,
    );
    const noFlags = rewritten((event) => rewrite(event, { sdkMetadata: {} }));
    expect(noFlags).toThrow('No event has the SDK flag 1, so ids and types of activities are not compared.');
  });

  it('is refused without the build that wrote it', () => {
    expect(rewritten(without('workerVersion'))).toThrow(/The buildId of the events 4, .* is lost\./);
  });

  it('is refused where it breaks off, because the replayer does not look at an open task', () => {
    expect(() => golden('short', { situation: '', events: base.events.slice(0, -1) })).toThrow(
      'It does not go on to the end of its run.',
    );
  });

  it('is refused where an event is missing or in another place, which can hang the replayer', () => {
    const events = base.events.filter((_, index) => index !== 5);
    expect(() => golden('gap', { situation: '', events })).toThrow('not numbered from 1 on');
    expect(() => golden('reversed', { situation: '', events: [...base.events].reverse() })).toThrow(
      'not numbered from 1 on',
    );
  });
});

describe('A runbook', () => {
  const { failover } = procedures;
  /** The registry with a failover whose runbook is another one. */
  const rewritten = (change: (runbook: Runbook) => Runbook): Registry => ({
    ...procedures,
    failover: {
      ...failover,
      write: (...given) => {
        const written = failover.write(...given);
        return { ...written, runbook: change(written.runbook) };
      },
    },
  });
  const withOperation = (id: string, change: (operation: OperationValue) => OperationValue) =>
    rewritten((runbook) =>
      runbook.map((entry): Entry =>
        isStep(entry)
          ? { ...entry, operations: entry.operations.map((each) => (each.id === id ? change(each) : each)) }
          : entry,
      ),
    );
  afterEach(() => jest.restoreAllMocks());

  it('is the one that was carried out, as long as nobody changes it', async () => {
    expect(
      await planned(
        base,
        rewritten((runbook) => runbook),
      ),
    ).toEqual([]);
  });

  it('in another order is a difference', async () => {
    const mirrorFirst = rewritten((runbook) => {
      const isMirror = (entry: Entry): boolean => isStep(entry) && entry.id === 'mirrorBackup';
      const at = runbook.findIndex((entry) => isStep(entry) && entry.id === 'activateServers');
      const rest = runbook.filter((entry) => !isMirror(entry));
      return [...rest.slice(0, at), ...runbook.filter(isMirror), ...rest.slice(at)];
    });
    expect(await planned(base, mirrorFirst)).toEqual([
      expect.stringMatching(
        /^writePlan \/ entries: recorded in the order \[.*"verifyService","mirrorBackup"\], now \[.*"mirrorBackup","activateServers","verifyService"\]$/,
      ),
    ]);
  });

  it('with another input is a difference', async () => {
    const found = await planned(
      base,
      withOperation('setPoolState', (operation) => ({ ...operation, input: { ...operation.input, state: 'Normal' } })),
    );
    expect(found).toContain(
      'writePlan / entries / failPoolOver / operations / setPoolState / input / state: recorded "FailedOver", now "Normal"',
    );
  });

  it('with another data centre is a difference', async () => {
    // Where both answer, or the primary one would be an obstacle.
    const elsewhere = withOperation('verifyService', (operation) => ({ ...operation, side: 'primary' }));
    expect(await planned(readHistory('failover-planned'), elsewhere)).toEqual([
      'writePlan / entries / verifyService / operations / verifyService / side: recorded "secondary", now "primary"',
    ]);
  });

  it('with one step more, and one less, is a difference', async () => {
    const found = await planned(
      base,
      rewritten((runbook) =>
        runbook
          .flatMap((entry): Entry[] => {
            if (!isStep(entry) || entry.id !== 'failPoolOver') return [entry];
            const twice: StepValue = {
              ...entry,
              id: 'verifyService',
              operations: entry.operations.map((each) => ({ ...each, id: 'once more' })),
            };
            return [twice];
          })
          .filter(
            (entry, index, all) =>
              !isStep(entry) || all.findIndex((other) => isStep(other) && other.id === entry.id) === index,
          ),
      ),
    );
    expect(found).toContain('writePlan / entries: no longer has "failPoolOver"');
  });

  it('with another statement is a difference', async () => {
    const { acts } = operations.bringOnline;
    jest
      .spyOn(operations.bringOnline, 'acts')
      .mockImplementation((...given) =>
        acts(...given).map((act): Act => ({ ...act, text: act.text.replace('WITH RECOVERY', 'WITH NORECOVERY') })),
      );
    const found = await planDifferences(base.events);
    const at = 'writePlan / entries / bringOnline / operations / bringOnline / acts';
    expect(found).toEqual(
      expect.arrayContaining([
        `${at}: no longer has "RESTORE DATABASE [mgc] WITH RECOVERY;"`,
        `${at}: now has "RESTORE DATABASE [mgc] WITH NORECOVERY;"`,
      ]),
    );
  });

  it('that is refused now is a difference', async () => {
    const found = await planned(base, { failback: procedures.failback });
    expect(found).toEqual([
      'describeRun: recorded a result, now ProcedureUnknown: There is no procedure "failover". There are: failback.',
      'writePlan: recorded a result, now ProcedureUnknown: There is no procedure "failover". There are: failback.',
    ]);
  });
});

describe('A difference', () => {
  it('says where it is, what was recorded and what it is now', () => {
    expect(differences({ a: [{ id: 'x', b: 1 }], c: 2 }, { a: [{ id: 'x', b: 2 }, { id: 'y' }] })).toEqual([
      'a: now has "y"',
      'a / x / b: recorded 1, now 2',
      'c: recorded 2, now nothing',
    ]);
  });

  it('is accepted with a reason as long as it is there, and not for another history', () => {
    const found = (differences: Record<string, string[]>) => new Map(Object.entries(differences));
    const before = accepting([], found({ one: ['a', 'b'], two: ['a'] }), 'first', '2026-01-01');
    expect(before).toEqual([{ on: '2026-01-01', reason: 'first', differences: { a: ['one', 'two'], b: ['one'] } }]);
    expect(accepting(before, found({ one: ['b', 'c'], two: ['a'] }), 'second', '2026-02-02')).toEqual([
      { on: '2026-01-01', reason: 'first', differences: { a: ['two'], b: ['one'] } },
      { on: '2026-02-02', reason: 'second', differences: { c: ['one'] } },
    ]);
    expect(accepting(before, found({}), 'third', '2026-03-03')).toEqual([]);
    expect(forgetting(before, ['one'])).toEqual([{ on: '2026-01-01', reason: 'first', differences: { a: ['two'] } }]);
  });
});

describe('The text of a history', () => {
  it('shows what an event is about, one a line, and a plan below it', () => {
    const lines = readable(base).split('\n');
    expect(lines[0]).toBe(base.situation);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^ActivityTaskScheduled \d+ bringOnline on persistent-chat\/dallas-<n>\/sql \{"on":"backup",.*\} "End connections and bring the backup mgc online"$/,
      ),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^ActivityTaskTimedOut \d+ observeStores TIMEOUT_TYPE_SCHEDULE_TO_START: activity ScheduleToStart timeout$/,
      ),
    );
    expect(lines).toContain('        SQL3\\CHAT: RESTORE DATABASE [mgc] WITH RECOVERY; [predicted]');
  });

  it('changes with what matters, and with nothing that another recording would have differently', () => {
    const later = mapTexts(base.events, (text) => text.replaceAll(/(20\d\d-\d\d-\d\d)T\d\d:/g, '$1T03:'));
    expect(readable({ ...base, events: later })).toBe(readable(base));
    expect(readable(cases['another input'])).not.toBe(readable(base));
    expect(readable(cases['another data centre'])).not.toBe(readable(base));
  });
});

describe('A trace of a machine', () => {
  it.each([
    [
      'at look (/home/ada/persistent-chat-dr/activities/attempt.ts:59:5)',
      '/home/ada/persistent-chat-dr/activities/attempt.ts:59:5',
    ],
    ['ENOENT: /tmp/persistent-chat-dr-estate-x/share', '/tmp/persistent-chat-dr-estate-x/share'],
    ['C:\\Users\\ada\\share', 'C:\\Users\\ada\\share'],
    ['21179@ada-laptop', '21179@ada-laptop'],
  ])('is found: %s', (text, trace) => {
    expect(machineTraces(text)).toEqual([trace]);
  });

  it.each([
    'persistent-chat/dallas-1/sql',
    '\\\\fs1.contoso.com\\pchat-logs',
    'D:\\pchat-copies\\mgc.trn',
    'activities/attempt.ts:59:5',
  ])('is not everything that looks like a path: %s', (text) => {
    expect(machineTraces(text)).toEqual([]);
  });
});
