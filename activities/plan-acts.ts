/** What both plans are made of: acts by where they happen. */
import type { Observation } from '../domain/observation';
import type { Act } from '../domain/run/plan';
import { cmdletText } from '../domain/powershell-text';
import type { StepId } from '../domain/steps';
import type { Pool } from '../domain/topology/pool';
import type { Cmdlet } from './cmdlets';
import type { Scope } from './signatures';

export interface PlanContext {
  readonly pool: Pool;
  readonly scope: Scope;
  readonly seen: Observation;
  readonly order: string;
}

/** The steps of this run, in order, with what each will do. */
export type PlannedActs = readonly { readonly id: StepId; readonly acts: readonly Act[] }[];

export const onInstance = (on: string, kind: 'T-SQL' | 'Agent job', texts: readonly string[]): Act[] =>
  texts.map((text) => ({ kind, on, text }));
export const inShell = (on: string, cmdlets: readonly Cmdlet[]): Act[] =>
  cmdlets.map(({ name, parameters }) => ({ kind: 'cmdlet', on, text: cmdletText(name, parameters) }));
export const withFiles = (on: string, text: string): Act => ({ kind: 'files', on, text });
