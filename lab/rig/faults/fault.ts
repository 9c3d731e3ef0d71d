/** One row of the table of faults, and how its arguments are read: a word that means nothing gets a sentence with what there is. */
import { links, type Link } from '../../estate/network';
import type { DataCentreSide } from '../../estate/pool';
import type { MomentAct } from './moments';
import type { Instances, StruckInstance } from './struck';

/** Resolves to a sentence on what was done. */
export type Deed = () => Promise<string>;

/** @typeParam Struck - what the fault strikes, and no more. */
export interface FaultRow<in Struck> {
  readonly says: string;
  /** Names of the arguments; in brackets = optional; the last one with dots = as many as there are. */
  readonly arguments: readonly string[];
  /** Reads the arguments and does nothing yet. @throws Error with a sentence when an argument means nothing. */
  readonly prepare: (struck: Struck, given: readonly string[]) => Deed;
  /** Of a fault that strikes calls: what it does at a moment to the very call that stands there. */
  readonly strike?: {
    readonly arguments: readonly string[];
    prepare(given: readonly string[]): MomentAct;
  };
}

/** Rows by name, whatever each of them strikes. */
export type FaultRows<Struck = never> = Readonly<Record<string, FaultRow<Struck>>>;

export interface Fault<in Struck> extends FaultRow<Struck> {
  /** @throws Error with a sentence when the fault takes other arguments, or one means nothing. */
  readonly inject: (struck: Struck, given: readonly string[]) => Promise<string>;
}

export type Faults<Struck> = Readonly<Record<string, Fault<Struck>>>;

export const asFault = <Struck>(name: string, row: FaultRow<Struck>): Fault<Struck> => ({
  ...row,
  prepare: (struck, given) => {
    checkCount(name, row.arguments, given);
    return row.prepare(struck, given);
  },
  inject: async (struck, given) => {
    checkCount(name, row.arguments, given);
    return row.prepare(struck, given)();
  },
});

export function checkCount(name: string, wanted: readonly string[], given: readonly string[]): void {
  const least = wanted.filter((argument) => !argument.startsWith('[')).length;
  const most = wanted.at(-1)?.includes('...') === true ? Infinity : wanted.length;
  if (given.length < least || given.length > most)
    throw new Error(`"${name}" takes: ${wanted.join(' ') || 'nothing'}.`);
}

/** @throws Error with the faults there are. */
export function faultNamed<Struck>(table: Faults<Struck>, name: string | undefined): Fault<Struck> {
  const fault = Object.hasOwn(table, name ?? '') ? table[name ?? ''] : undefined;
  if (fault === undefined)
    throw new Error(`There is no fault "${name ?? ''}". There are: ${Object.keys(table).join(', ')}.`);
  return fault;
}

export function oneOf<Value extends string>(what: string, values: readonly Value[], given: string | undefined): Value {
  const value = values.find((candidate) => candidate.toLowerCase() === given?.toLowerCase());
  if (value === undefined) throw new Error(`"${given ?? ''}" is no ${what}; there are: ${values.join(', ')}.`);
  return value;
}

export const sideNamed = (given: string | undefined): DataCentreSide =>
  oneOf('data centre', ['primary', 'secondary'], given);

export const linkNamed = (given: string | undefined): Link => oneOf('link', links, given);

export function instanceNamed({ estate }: Instances, given: string | undefined): StruckInstance {
  const { instances } = estate;
  const instance = estate.find(given ?? '') ?? instances.find(({ role }) => role === given);
  if (instance === undefined)
    throw new Error(
      `"${given ?? ''}" is no instance; there are: ${instances.map(({ name, role }) => `${name} (${role})`).join(', ')}.`,
    );
  return instance;
}

/** A whole number above 0, or of seconds: any number that is not below 0. */
export function numberNamed(what: string, given: string | undefined, least = 1): number {
  const value = Number(given);
  if (given === undefined || given.trim() === '' || !Number.isFinite(value) || value < least)
    throw new Error(`"${given ?? ''}" is no number of ${what}; give a number from ${String(least)} on.`);
  return value;
}
