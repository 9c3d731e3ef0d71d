/**
 * One storm. Safety: anything may fail, and the invariants hold after every change. Liveness: what is dead for good stays so, the
 * rest is healed, no blow falls any more, and users chat within a budget, by whatever procedure says that it can start. Where no
 * copy that anybody could serve is left, the lab says so.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { OperatorUpdate } from '../../../domain/run/phase';
import type { Plan } from '../../../domain/run/plan';
import type { Progress } from '../../../domain/run/progress';
import type { Report } from '../../../domain/run/report';
import { workflowIdOf, workflowQueue } from '../../../domain/topology/pool';
import { links } from '../../estate/network';
import { faults } from '../faults/faults';
import { edgeNamed, momentNamed } from '../faults/moment-named';
import { closeWatch } from '../invariants/close-watch';
import { sentenceOf as violationSays } from '../invariants/contract';
import { couldServe } from '../invariants/could-serve';
import { aPool } from '../testing/a-pool';
import { consentsUnseen } from '../testing/consents';
import { shippedByHand } from '../testing/log-backups';
import { stormEstate, type StormEstate, type StormPlane } from './estate';
import { doneByHand } from './by-hand';
import { badSentences, type Flag } from './flags';
import { reachedBy, type Shown } from './rare-states';
import { procedures, waiting, type Blow, type Schedule, type StormProcedure, type Waiting } from './schedule';

export interface Ride {
  readonly flags: readonly Flag[];
  readonly reached: readonly string[];
  /** What happened, in order. */
  readonly log: readonly string[];
  /** Blows whose moment came, as `step x fault`. */
  readonly struck: readonly string[];
}

const budgets = { run: 150_000, chat: 30_000 };
const who = { by: 'Storm', reason: 'a storm' } as const;

export async function ride(schedule: Schedule, plane: StormPlane): Promise<Ride> {
  const pool = aPool({
    without: schedule.without,
    shareIn: schedule.share,
    logShipping: shippedByHand,
    timing: { workerAnswersWithin: 2, sessionsEnd: 20, replication: 20, cmdlet: 10, heartbeat: 4 },
  });
  const estate = await stormEstate(pool, plane);
  const storm = new Storm(schedule, estate);
  try {
    await storm.pass();
  } catch (failure) {
    storm.flag(
      'the storm itself failed',
      failure instanceof Error ? (failure.stack ?? failure.message) : String(failure),
    );
  } finally {
    await estate.close();
  }
  return { flags: storm.flags, reached: [...storm.reached].sort(), log: storm.log, struck: storm.struck };
}

class Storm {
  readonly flags: Flag[] = [];
  readonly reached = new Set<string>();
  readonly log: string[] = [];
  readonly struck: string[] = [];
  readonly #since = Date.now();
  readonly #lost = new Set<'primary' | 'secondary'>();
  readonly #deeds: Promise<unknown>[] = [];

  constructor(
    private readonly schedule: Schedule,
    private readonly estate: StormEstate,
  ) {}

  flag(kind: string, says: string): void {
    this.flags.push({ kind, says });
    this.#tell(`FLAG ${kind}: ${says}`);
  }

  async pass(): Promise<void> {
    const { lab } = this.estate;
    lab.chat.startUsers({ count: 3, messagesPerSecond: 10 });
    await this.#usersChat();
    const journey = this.schedule.procedure;
    if (journey === 'failback') await this.#follow('failover', false);
    if (this.flags.length > 0) return;
    this.#arm();
    for (const procedure of procedures) if (journey.includes(procedure)) await this.#follow(procedure, true);
    await this.#calm();
    await this.#rescue();
    await lab.chat.stopUsers();
    lab.invariants.checkLoss();
    for (const violation of lab.invariants.violations)
      this.flag(`invariant: ${violation.invariant}`, violationSays(violation));
  }

  /** Every blow strikes once. */
  #arm(): void {
    const { lab } = this.estate;
    for (const blow of this.schedule.blows) {
      const [edge = '', ...call] = blow.at.split(' ');
      lab.moments.when(momentNamed(lab, edgeNamed(edge), call.join(' ')), async () => {
        this.struck.push(`${call.join(' ')} x ${blow.does}`);
        this.#tell(`${blow.at}: ${blow.does}`);
        await this.#strike(blow);
      });
    }
  }

  async #strike({ does }: Blow): Promise<void> {
    const { lab, workers } = this.estate;
    const [name = '', ...given] = does.split(' ');
    const handle = this.#handle;
    switch (name) {
      case 'abort':
        this.#deeds.push(this.#send('abort', who));
        return;
      case 'cancel':
        await handle?.cancel();
        return;
      case 'terminate':
        await handle?.terminate('a storm').catch(() => undefined);
        return;
      case 'lose-worker': {
        const [side] = given as ['primary' | 'secondary'];
        // The call that stands here is the worker's own, so its end is not waited for.
        this.#deeds.push(workers.lose(side).then(() => (this.#lost.has(side) ? undefined : workers.rebuild(side))));
        return;
      }
      case 'lose-data-centre': {
        const [side] = given as ['primary' | 'secondary'];
        this.#lost.add(side);
        this.#deeds.push(lab.loseDataCentre(side));
        return;
      }
      default:
        this.#deeds.push(
          faults[name]!.inject(lab, this.#named(given)).catch((error: unknown) => this.#tell(String(error))),
        );
    }
  }

  /** A store that this pool lacks is its primary. */
  #named(given: readonly string[]): string[] {
    const roles = new Set(this.estate.lab.estate.instances.map(({ role }) => role as string));
    return given.map((word) =>
      ['mirror', 'backupMirror'].includes(word) && !roles.has(word) ? (word === 'mirror' ? 'primary' : 'backup') : word,
    );
  }

  #handle: WorkflowHandle<(input: unknown) => Promise<Report>> | undefined;

  /** Follows a procedure to an end, answering for the people of the schedule. @returns what it showed. */
  async #follow(procedure: StormProcedure, isStorm: boolean, given: object = {}): Promise<Shown> {
    const { lab, client } = this.estate;
    const watch = lab.invariants.procedure(procedure);
    const id = workflowIdOf(lab.pool.fqdn);
    this.#tell(`start ${procedure}`);
    const { firstExecutionRunId } = await client.workflow.start(procedure, {
      workflowId: id,
      taskQueue: workflowQueue,
      args: [{ pool: lab.pool.fqdn, ...consentsUnseen(procedure, who), ...given }],
    });
    const handle = client.workflow.getHandle<(input: unknown) => Promise<Report>>(id, firstExecutionRunId);
    this.#handle = handle;
    const said = new Set<string>();
    const answered: Record<Waiting, number> = { 'step failed': 0, 'step failed, forward only': 0, 'needs a person': 0 };
    const deadline = Date.now() + budgets.run;
    let isGivenUp = false;
    while ((await handle.describe()).status.name === 'RUNNING') {
      if (Date.now() > deadline) {
        this.flag('no end in bounded time', `${procedure}: ${[...said].at(-1) ?? 'it says nothing'}`);
        await handle.terminate('a storm').catch(() => undefined);
        break;
      }
      const progress = await this.#ask<Progress>(handle, 'progress');
      if (progress !== undefined) {
        for (const { says } of progress.steps) if (says !== undefined) said.add(says);
        if (progress.waitsFor !== undefined) said.add(progress.waitsFor);
        isGivenUp = (await this.#answer(progress, answered, isStorm, isGivenUp)) || isGivenUp;
      }
      await pause(200);
    }
    const shown = await this.#shownBy(handle, [...said]);
    if (shown.report !== undefined) await closeWatch(watch, shown.report);
    for (const state of reachedBy(shown)) this.reached.add(state);
    for (const { kind, says } of badSentences(procedure, shown)) this.flag(kind, says);
    this.#tell(
      `${procedure} ended: ${shown.status}${shown.report?.result === undefined ? '' : `, ${shown.report.result}`}${shown.refusal === undefined ? '' : `: ${shown.refusal}`}`,
    );
    return shown;
  }

  /** @returns whether a person gave it up for good. */
  async #answer(
    { phase, steps }: Progress,
    answered: Record<Waiting, number>,
    isStorm: boolean,
    isGivenUp: boolean,
  ): Promise<boolean> {
    const failed = steps.find(({ status }) => status === 'failed' || status === 'not undone');
    if (waiting.some((known) => known === phase)) {
      const at = phase as Waiting;
      const list = isStorm
        ? this.schedule.answers[at]
        : (
            {
              'step failed': ['retryStep', 'abort'],
              'step failed, forward only': ['retryStep', 'skipStep', 'abandon'],
              'needs a person': ['retryStep', 'skipStep'],
            } as const
          )[at];
      const wanted = list[Math.min(answered[at], list.length - 1)] ?? 'abandon';
      answered[at] += 1;
      // Where that is refused, the next one is tried; at last somebody ends it.
      const done = await this.#send(
        wanted,
        wanted === 'abort' || wanted === 'abandon' ? who : { step: failed?.id ?? '', ...who },
      );
      if (!done && answered[at] > 6) await this.#send(at === 'step failed' ? 'abort' : 'abandon', who);
      return false;
    }
    const isUntaken = steps.some(
      ({ status, says = '' }) => status === 'running' && /has taken it for \d+ s/.test(says),
    );
    if (!isUntaken || isGivenUp) return false;
    return this.#send(phase === 'running' ? 'abort' : 'abandon', who);
  }

  async #send(update: OperatorUpdate, payload: object): Promise<boolean> {
    try {
      await this.#handle?.executeUpdate(update, { args: [payload] });
      this.#tell(`a person: ${update}`);
      return true;
    } catch {
      return false;
    }
  }

  /** Queries need a worker; where the run has just ended, what it showed last counts. */
  async #ask<Answer>(handle: WorkflowHandle, query: string): Promise<Answer | undefined> {
    return handle.query<Answer>(query).catch(() => undefined);
  }

  async #shownBy(handle: WorkflowHandle<(input: unknown) => Promise<Report>>, said: readonly string[]): Promise<Shown> {
    const status = (await handle.describe()).status.name;
    const refusal = await handle.result().then(
      () => undefined,
      (failure: unknown) => deepest(failure),
    );
    const [plan, progress, report] = [
      await this.#ask<Plan>(handle, 'plan'),
      await this.#ask<Progress>(handle, 'progress'),
      await this.#ask<Report>(handle, 'report'),
    ];
    return { status, said, plan, progress, report, ...(status === 'FAILED' ? { refusal } : {}) };
  }

  /** No blow any more; what is dead for good is dead, the rest is healed. */
  async #calm(): Promise<void> {
    const { lab } = this.estate;
    lab.moments.disarm();
    await Promise.all(this.#deeds);
    const dead = this.schedule.forGood;
    const [, deadStore] = /^SQL (.+)$/.exec(dead) ?? [];
    const deadInstance = deadStore === undefined ? undefined : this.#named([deadStore])[0];
    if ((dead === 'primary' || dead === 'secondary') && !this.#lost.has(dead)) await lab.loseDataCentre(dead);
    lab.lasting.mend();
    if (dead === 'share') await faults['lose-share']!.inject(lab, []);
    if (dead === 'Temporal') await this.estate.loseTemporal();
    const { workers } = this.estate;
    for (const link of links) await faults['mend-link']!.inject(lab, [link]).catch(() => undefined);
    for (const side of this.#lost) if (side !== dead) await lab.rebuildDataCentre(side);
    for (const instance of lab.estate.instances) {
      if (instance.place.side === dead) continue;
      if (instance.role === deadInstance) {
        await faults['stop-instance']!.inject(lab, [instance.name]).catch(() => undefined);
        continue;
      }
      if (!instance.isUp) await faults['start-instance']!.inject(lab, [instance.name]).catch(() => undefined);
      if (!instance.agentRunning) await faults['start-agent']!.inject(lab, [instance.name]).catch(() => undefined);
    }
    for (const side of ['primary', 'secondary'] as const) if (side !== dead) workers.rebuild(side);
    await workers.started();
    this.#tell(`calm; dead for good: ${dead}`);
  }

  async #rescue(): Promise<void> {
    const refusals: string[] = [];
    if (await this.#chats()) {
      this.#tell('users chat');
      return;
    }
    for (const procedure of [...procedures, ...procedures]) {
      const { refusal, report } = await this.#follow(procedure, false, offered(procedure, refusals));
      if (refusal !== undefined) {
        refusals.push(`${procedure}: ${refusal}`);
        const deeds = await doneByHand(this.estate.lab, refusal);
        for (const deed of deeds) this.#tell(deed);
        if (deeds.length > 0 && (await this.#chats())) {
          this.#tell('users chat after what was done by hand');
          return;
        }
      }
      if (report?.result !== undefined && (await this.#chats())) {
        this.#tell(`users chat after a ${procedure}`);
        return;
      }
    }
    if (!couldServe(this.estate.lab)) {
      this.#tell('no copy is left that could serve');
      return;
    }
    this.flag('users do not chat', [...new Set(refusals)].join(' | '));
  }

  #chats(): Promise<boolean> {
    return this.#usersChat(8000).then(
      () => true,
      () => false,
    );
  }

  async #usersChat(within = budgets.chat): Promise<void> {
    const { chat } = this.estate.lab;
    const before = chat.audit().acknowledged;
    const deadline = Date.now() + within;
    while (chat.audit().acknowledged <= before + 5) {
      if (Date.now() > deadline) throw new Error('users do not chat');
      await pause(100);
    }
  }

  #tell(what: string): void {
    this.log.push(`${((Date.now() - this.#since) / 1000).toFixed(1)} s ${what}`);
  }
}

/** What an earlier refusal said that a start may add. */
const offered = (procedure: StormProcedure, refusals: readonly string[]): object =>
  procedure === 'failover' && refusals.some((refusal) => refusal.includes('"stopAtGap": true'))
    ? { stopAtGap: true }
    : {};

function deepest(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  return failure.cause === undefined ? failure.message : deepest(failure.cause);
}
