/** Converts one argument to the type of its parameter, as PowerShell's binder does, or refuses with its error. */
import { cannotConvert, emptyStringNotAllowed, notASwitch, notInSet, nullNotAllowed } from './cmdlet-error';
import { toListModifier } from './list-modifier';
import type { ParameterSyntax } from './syntax';

const databaseTypes = [
  'ActiveMonitoring',
  'Application',
  'Archiving',
  'CentralMgmt',
  'Edge',
  'Lyss',
  'Monitoring',
  'PersistentChat',
  'PersistentChatCompliance',
  'Provision',
  'Registrar',
  'SigninTelemetry',
  'User',
] as const;

/** Enumerations by the name that the help prints, with the type's full name. */
const enumerations: Readonly<Record<string, { readonly type: string; readonly values: readonly string[] }>> = {
  PoolState: {
    type: 'Microsoft.Rtc.Management.WritableConfig.Settings.PersistentChat.PoolState',
    values: ['Normal', 'FailedOver'],
  },
  DatabaseNameType: { type: 'Microsoft.Rtc.Management.Deployment.DatabaseNameType', values: databaseTypes },
  MirrorRole: { type: 'Microsoft.Rtc.Management.Deployment.MirrorRole', values: ['Primary', 'Mirror'] },
};

/** Parameters with a ValidateSet of texts instead of an enumeration. */
const validateSets: Readonly<Record<string, readonly string[]>> = {
  AuthenticationMechanism: ['TrustedServer', 'Negotiate', 'ClientCertificate', 'LiveID'],
};

const fqdnPattern = /^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/;
/** `global`, a bare name, or `<scope>:<name>` once or twice; a blank after the colon is no identity. */
const identityPattern = /^[^:\s]+(:[^:\s]+){0,2}$/;

const show = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : Array.isArray(value)
      ? 'System.Object[]'
      : 'System.Collections.Hashtable';

const dotNetType = (value: unknown): string =>
  typeof value === 'number'
    ? Number.isInteger(value)
      ? 'System.Int32'
      : 'System.Double'
    : typeof value === 'string'
      ? 'System.String'
      : show(value);

function toText({ name, mandatory }: ParameterSyntax, value: unknown): string {
  if (value === null || value === undefined) {
    if (mandatory) throw nullNotAllowed(name);
    return '';
  }
  if (value === '' && mandatory) throw emptyStringNotAllowed(name);
  if (typeof value === 'object')
    throw cannotConvert(name, show(value), 'System.String', 'Specified method is not supported.');
  return value === true ? 'True' : value === false ? 'False' : show(value);
}

function toNumber({ name, type }: ParameterSyntax, value: unknown): number {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && value.trim() !== ''
        ? Number(value)
        : value === null
          ? 0
          : NaN;
  if (!Number.isFinite(number)) {
    throw cannotConvert(
      name,
      show(value),
      `System.${type}`,
      `The input string '${show(value)}' was not in a correct format.`,
    );
  }
  return Math.round(number);
}

function toEnumeration({ name, type }: ParameterSyntax, value: unknown): string {
  const { type: fullName, values } = enumerations[type]!;
  if (typeof value === 'number' && values[value] !== undefined) return values[value];
  const found = values.find((candidate) => candidate.toLowerCase() === show(value).toLowerCase());
  if (found !== undefined) return found;
  throw cannotConvert(
    name,
    value === null ? '' : show(value),
    fullName,
    `Unable to match the identifier name ${value === null ? '' : show(value)} to a valid enumerator name. ` +
      `Specify one of the following enumerator names and try again:\n${values.join(', ')}`,
  );
}

function toMatchingText(syntax: ParameterSyntax, value: unknown, pattern: RegExp, type: string, why: string): string {
  const text = toText(syntax, value);
  if (text !== '' && !pattern.test(text)) throw cannotConvert(syntax.name, text, type, why);
  return text;
}

/** @throws CmdletError of the binder. */
export function convertArgument(syntax: ParameterSyntax, value: unknown): unknown {
  const { name, type } = syntax;
  if (enumerations[type] !== undefined) return toEnumeration(syntax, value);
  const allowed = validateSets[type];
  if (allowed !== undefined) {
    const text = toText(syntax, value);
    const found = allowed.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
    if (found === undefined) throw notInSet(name, text, allowed);
    return found;
  }
  switch (type) {
    case 'SwitchParameter':
    case 'Boolean':
      if (typeof value === 'boolean') return value;
      if (typeof value === 'number') return value !== 0;
      throw notASwitch(name, dotNetType(value));
    case 'Int32':
      return toNumber(syntax, value);
    case 'Fqdn':
      return toMatchingText(
        syntax,
        value,
        fqdnPattern,
        'Microsoft.Rtc.Management.Deploy.Fqdn',
        'The value is not a valid FQDN.',
      );
    case 'XdsIdentity':
    case 'XdsGlobalRelativeIdentity':
      return toMatchingText(
        syntax,
        value,
        identityPattern,
        `Microsoft.Rtc.Management.Xds.${type}`,
        'The value is not a valid identity.',
      );
    case 'String[]':
      return (Array.isArray(value) ? value : value === null ? [] : [value]).map((item) => toText(syntax, item));
    case 'PSListModifier[Fqdn]':
      return toListModifier(name, value, (item) => String(convertArgument({ ...syntax, type: 'Fqdn' }, item)));
    case 'Hashtable':
      if (typeof value === 'object' && !Array.isArray(value)) return value;
      throw cannotConvert(name, show(value), 'System.Collections.Hashtable', 'Specified method is not supported.');
    case 'String':
      return toText(syntax, value);
    default:
      // PSObject, PSCredential, NTService and the like: objects of the product that pass through untouched.
      if (value === null && syntax.mandatory) throw nullNotAllowed(name);
      return value;
  }
}
