/** Binds the parameters of a call to a cmdlet: names, one parameter set, mandatory parameters, types. */
import {
  ambiguousParameter,
  ambiguousParameterSet,
  missingMandatory,
  parameterNotFound,
  parameterTwice,
} from './cmdlet-error';
import { convertArgument } from './conversion';
import { parseSyntax } from './syntax';
import type { ParameterSyntax } from './syntax';

/** A cmdlet as its help prints it. */
export interface CmdletSyntax {
  /** Parameter set -> syntax line. */
  readonly sets: Readonly<Record<string, string>>;
  readonly defaultSet?: string;
  /** Alias -> parameter. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Mandatory parameters that take `$null`. */
  readonly allowNull?: readonly string[];
}

const commonParameters = parseSyntax(
  '[-Verbose] [-Debug] [-ErrorAction <ActionPreference>] [-WarningAction <ActionPreference>] [-ErrorVariable <String>]' +
    ' [-WarningVariable <String>] [-OutVariable <String>] [-OutBuffer <Int32>] [-PipelineVariable <String>]' +
    ' [-InformationAction <ActionPreference>] [-InformationVariable <String>]',
);

/** The parameters of one call, converted. */
export class BoundParameters {
  constructor(
    readonly set: string,
    private readonly values: ReadonlyMap<string, unknown>,
  ) {}

  has(name: string): boolean {
    return this.values.has(name);
  }

  value(name: string): unknown {
    return this.values.get(name);
  }

  /** `undefined` when not bound or empty. */
  text(name: string): string | undefined {
    const value = this.values.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  flag(name: string): boolean {
    return this.values.get(name) === true;
  }

  texts(name: string): readonly string[] {
    const value = this.values.get(name);
    return Array.isArray(value) ? value.map(String) : [];
  }
}

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** The full name that a given name, alias or unambiguous beginning of a name means. */
function resolveName(given: string, known: readonly string[], aliases: Readonly<Record<string, string>>): string {
  const exact =
    known.find((name) => same(name, given)) ?? Object.entries(aliases).find(([alias]) => same(alias, given))?.[1];
  if (exact !== undefined) return exact;
  const matches = known.filter((name) => name.toLowerCase().startsWith(given.toLowerCase()));
  if (matches.length === 1) return matches[0]!;
  throw matches.length === 0 ? parameterNotFound(given) : ambiguousParameter(given, matches);
}

const missingIn = (parameters: readonly ParameterSyntax[], bound: ReadonlyMap<string, unknown>): string[] =>
  parameters.filter(({ name, mandatory }) => mandatory && !bound.has(name)).map(({ name }) => name);

function chooseSet(
  sets: readonly (readonly [string, readonly ParameterSyntax[]])[],
  defaultSet: string | undefined,
  bound: ReadonlyMap<string, unknown>,
): readonly [string, readonly ParameterSyntax[]] {
  const isCommon = (name: string): boolean => commonParameters.some((parameter) => parameter.name === name);
  const candidates = sets.filter(([, parameters]) =>
    [...bound.keys()].every((name) => isCommon(name) || parameters.some((parameter) => parameter.name === name)),
  );
  const complete = candidates.filter(([, parameters]) => missingIn(parameters, bound).length === 0);
  const preferred = complete.length > 0 ? complete : candidates;
  const chosen = preferred.length === 1 ? preferred[0] : preferred.find(([name]) => name === defaultSet);
  if (chosen === undefined) throw ambiguousParameterSet();
  return chosen;
}

/** @throws CmdletError with the identity and text of PowerShell's binder. */
export function bindParameters(syntax: CmdletSyntax, given: Readonly<Record<string, unknown>>): BoundParameters {
  const sets = Object.entries(syntax.sets).map(([name, line]) => [name, parseSyntax(line)] as const);
  const known = [
    ...new Set([...sets.flatMap(([, parameters]) => parameters), ...commonParameters].map(({ name }) => name)),
  ];
  const named = new Map<string, unknown>();
  for (const [name, value] of Object.entries(given)) {
    const full = resolveName(name, known, syntax.aliases ?? {});
    if (named.has(full)) throw parameterTwice(full);
    named.set(full, value);
  }
  const [set, parameters] = chooseSet(sets, syntax.defaultSet, named);
  const missing = missingIn(parameters, named);
  if (missing.length > 0) throw missingMandatory(missing);
  const converted = new Map<string, unknown>();
  for (const parameter of [...parameters, ...commonParameters]) {
    if (!named.has(parameter.name)) continue;
    const mayBeNull = syntax.allowNull?.includes(parameter.name) === true;
    const asDeclared = mayBeNull ? { ...parameter, mandatory: false } : parameter;
    converted.set(parameter.name, convertArgument(asDeclared, named.get(parameter.name)));
  }
  return new BoundParameters(set, converted);
}
