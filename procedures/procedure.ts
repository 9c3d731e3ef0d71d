/** What a procedure is made of; the registry holds one row of this for each. */
import type { z } from 'zod';
import type { LossBound } from '../domain/loss-bound';
import type { Observation } from '../domain/observation';
import type { Obstacle } from '../domain/judgements';
import type { Runbook } from '../domain/run/runbook';
import { parseRequest, type Parsed, type StartRequest } from '../domain/run/request';
import type { Reading } from '../domain/situation';
import type { DataCentreSide, Pool } from '../domain/topology/pool';
import type { BackupPurpose } from './contract';

/** The rows of the table beside a runbook: what people read of a step. */
export interface StepRow {
  readonly title: string;
  /** The line of Microsoft's page, or why the step is ours. */
  readonly runbook: string;
  /** What proves it: how its operations verify by asking the system. */
  readonly evidence: string;
  /** What puts the estate back, or why nothing has to; `null` behind the point of no return. */
  readonly undo: string | null;
  /** What the pool lacks when an operator skips the step; absent where skipping is not allowed. */
  readonly skipLeaves?: string;
  /** What it protects mgc against: without it the pool serves unprotected. */
  readonly protects?: string;
  /** What it says when done; `{field}` stands for a result of one of its operations. */
  readonly says?: string;
}

/**
 * What is looked at beside stores and Lync: the log chain to the backup copy, what msdb of the primary pair knows of log backups
 * that are not in it, whether the share is there, compliance rows.
 */
export type Look = 'chain' | 'log backups taken' | 'share' | 'compliance rows';

/** What a runbook needs to know of the run that it is written for. */
export interface RunPlace {
  readonly share: string;
  /** Where a full backup of this run lies. */
  readonly file: (purpose: BackupPurpose) => string;
}

export interface Definition<Request extends StartRequest, Situation> {
  readonly name: string;
  /** For a list of procedures: what it does to a pool. */
  readonly about: string;
  readonly input: z.ZodType<Request>;
  /** Whether it changes a pool: then only one such run at a time may, under the pool's own workflow id. */
  readonly locks: boolean;
  readonly looks: readonly Look[];
  /** Whether a person agrees to the plan before anything is done. */
  readonly asks: boolean;
  readonly read: (seen: Observation, pool: Pool, request: Request, place: RunPlace) => Reading<Situation>;
  readonly runbook: (situation: Situation) => Runbook;
  readonly steps: Readonly<Record<string, StepRow>>;
  readonly order: (request: Request) => string;
  readonly lossBound?: (seen: Observation, pool: Pool) => LossBound | undefined;
  readonly notes: (seen: Observation, pool: Pool, request: Request) => readonly string[];
  /** What the pool serves without once it is completed, a sentence each. */
  readonly leftWithout?: (seen: Observation, pool: Pool) => readonly string[];
  /** Where clients are served now, as far as anybody can see. */
  readonly serving: (seen: Observation) => DataCentreSide | null;
  /** What to do once it is completed. */
  readonly next: (seen: Observation, pool: Pool, place: RunPlace) => string;
}

export interface Written {
  readonly order: string;
  readonly obstacles: readonly Obstacle[];
  /** What would be done; where there are obstacles, as far as it can be told. */
  readonly runbook: Runbook;
  readonly lossBound?: LossBound;
  readonly notes: readonly string[];
  readonly leftWithout: readonly string[];
  readonly serving: DataCentreSide | null;
  readonly next: string;
}

export interface Procedure extends Pick<
  Definition<StartRequest, unknown>,
  'name' | 'about' | 'locks' | 'looks' | 'asks' | 'steps'
> {
  /** Whether it may lose messages, which a person then has to accept. */
  readonly mayLose: boolean;
  parse(input: unknown): Parsed<StartRequest>;
  /** `request` is what `parse` answered. */
  write(seen: Observation, pool: Pool, request: unknown, place: RunPlace): Written;
}

/** A consent is no part of what is to be done, and one that an older release took may be written otherwise. */
function withoutConsents(request: unknown): unknown {
  const left = { ...(request as StartRequest) };
  delete left.approve;
  delete left.acceptDataLoss;
  return left;
}

export function defineProcedure<Request extends StartRequest, Situation>(
  definition: Definition<Request, Situation>,
): Procedure {
  const { name, about, locks, looks, asks, steps, input } = definition;
  return {
    name,
    about,
    locks,
    looks,
    asks,
    steps,
    mayLose: definition.lossBound !== undefined,
    parse: (given) => parseRequest(input, given),
    write(seen, pool, given, place) {
      const request = input.parse(withoutConsents(given));
      const read = definition.read(seen, pool, request, place);
      const loss = definition.lossBound?.(seen, pool);
      return {
        order: definition.order(request),
        obstacles: 'obstacles' in read ? read.obstacles : [],
        runbook: definition.runbook('situation' in read ? read.situation : read.assumed),
        ...(loss === undefined ? {} : { lossBound: loss }),
        notes: definition.notes(seen, pool, request),
        leftWithout: definition.leftWithout?.(seen, pool) ?? [],
        serving: definition.serving(seen),
        next: definition.next(seen, pool, place),
      };
    },
  };
}
