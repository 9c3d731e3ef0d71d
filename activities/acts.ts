/** Lines of a plan, by what they are. An operation executes the very texts that its lines hold. */
import type { Act, Certainty } from '../domain/run/plan';
import { cmdletText } from '../domain/powershell-text';
import type { Observation } from '../domain/observation';
import { dataCentreOf, instanceName, type Pool, type Store } from '../domain/topology/pool';
import type { Cmdlet } from './cmdlets';

/** On what a line depends, and how it is known. */
export type Condition = Partial<Pick<Act, 'onlyIf' | 'forEach' | 'known'>>;

const lines = (kind: Act['kind'], on: string, texts: readonly string[], { known = 'seen', ...condition }: Condition) =>
  texts.map((text): Act => ({ kind, on, text, known, ...condition }));

export const statementsOn = (store: Store, texts: readonly string[], condition: Condition = {}): Act[] =>
  lines('T-SQL', instanceName(store), texts, condition);

/** A long statement, which runs as a job of SQL Server Agent. */
export const jobOn = (store: Store, text: string, condition: Condition = {}): Act[] =>
  lines('Agent job', instanceName(store), [text], condition);

/** In the data centre whose shell answered; any one reaches the central store. */
export const cmdlets = (
  { pool, seen }: { readonly pool: Pool; readonly seen: Pick<Observation, 'announced'> },
  wanted: readonly Cmdlet[],
  condition: Condition = {},
): Act[] =>
  lines(
    'cmdlet',
    `${dataCentreOf(pool, seen.announced.find(({ role }) => role === 'lync')?.side ?? 'secondary').name} management shell`,
    wanted.map(({ name, parameters }) => cmdletText(name, parameters)),
    condition,
  );

export const copying = (by: Store, from: string, to: string, condition: Condition = {}): Act[] =>
  lines('files', instanceName(by), [`copy ${from} to ${to}`], condition);
export const moving = (by: Store, from: string, to: string, condition: Condition = {}): Act[] =>
  lines('files', instanceName(by), [`move ${from} to ${to}`], condition);
export const deleting = (by: Store, file: string, condition: Condition = {}): Act[] =>
  lines('files', instanceName(by), [`delete ${file}`], condition);

/** What follows from what earlier lines leave behind. */
export const predicted: { readonly known: Certainty } = { known: 'predicted' };

/** What is found only then. */
export const perEach = (each: string, of: string): Condition => ({ known: 'not known before', forEach: { each, of } });
export const onlyIf = (condition: string): Condition => ({ known: 'not known before', onlyIf: condition });
