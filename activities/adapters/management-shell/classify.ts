/** What an error record of a cmdlet means for trying again: a table over its stable keys, never over its message. */
import type { FailureKind } from './management-shell-error';

/** An ErrorRecord as the bridge projects it. */
export interface CmdletErrorRecord {
  readonly message: string;
  /** The exception's type and those of its inner exceptions, outermost first. */
  readonly types: readonly string[];
  readonly fullyQualifiedErrorId: string;
  readonly category: string;
  readonly target: string;
  readonly stack: string;
  readonly sqlNumber: number | null;
}

interface Rule {
  readonly kind: FailureKind;
  readonly remedy: string;
  /** Part of FullyQualifiedErrorId before the comma: behind it stands a function in a script, a class in the product. */
  readonly errorIds?: readonly string[];
  /** Last part of a type's name, anywhere in the chain of exceptions. */
  readonly types?: readonly string[];
  readonly categories?: readonly string[];
  readonly sqlNumbers?: readonly number[];
}

/** The first rule that holds decides: stopped work before the rest, then the narrow keys, then the category. */
const rules: readonly Rule[] = [
  {
    kind: 'indeterminate',
    remedy: 'The cmdlet was stopped halfway: read the state before trying again.',
    types: ['PipelineStoppedException'],
  },
  {
    kind: 'retry',
    remedy: 'SQL Server was busy or did not answer in time; it is tried again.',
    sqlNumbers: [-2, 53, 64, 121, 233, 258, 1205, 1222, 10053, 10054, 10060, 10061, 11001],
  },
  {
    kind: 'refused',
    remedy: 'Give the account of the worker the SQL Server rights that the cmdlet needs.',
    sqlNumbers: [229, 262, 300, 916, 15247, 18456],
  },
  {
    kind: 'refused',
    remedy: 'Install the management tools (module SkypeForBusiness or Lync) on this host.',
    errorIds: [
      'CommandNotFoundException',
      'CouldNotAutoLoadModule',
      'Modules_ModuleNotFound',
      'Modules_ModuleWithVersionNotFound',
      'ManagementModuleMissing',
    ],
  },
  {
    kind: 'refused',
    remedy:
      'The bridge module and this worker are of different versions: install the module that came with the worker.',
    errorIds: ['CmdletNotAllowed'],
  },
  {
    kind: 'refused',
    remedy: 'The cmdlet does not take these parameters: compare the module version with the documentation.',
    errorIds: [
      'NamedParameterNotFound',
      'AmbiguousParameter',
      'AmbiguousParameterSet',
      'MissingMandatoryParameter',
      'ParameterAlreadyBound',
      'ParameterArgumentValidationError',
      'ParameterArgumentValidationErrorNullNotAllowed',
      'ParameterArgumentValidationErrorEmptyStringNotAllowed',
      'ParameterArgumentTransformationError',
      'CannotConvertArgument',
      'CannotConvertArgumentNoMessage',
      'PositionalParameterNotFound',
    ],
  },
  {
    kind: 'refused',
    remedy: 'The cmdlet asked a question that nobody can answer here: run it by hand to see the question.',
    errorIds: ['PSInvalidOperationException'],
    types: ['PSInvalidOperationException'],
  },
  {
    kind: 'refused',
    remedy:
      'Give the account of the worker the rights that the cmdlet needs, e.g. membership of RTCUniversalServerAdmins.',
    types: ['SecurityException', 'UnauthorizedAccessException'],
    categories: ['PermissionDenied', 'SecurityError', 'AuthenticationError'],
  },
  {
    kind: 'refused',
    remedy: 'The topology does not hold what was named: compare it with the topology file.',
    errorIds: ['ItemNotFound'],
    categories: [
      'ObjectNotFound',
      'InvalidArgument',
      'InvalidData',
      'InvalidType',
      'SyntaxError',
      'NotImplemented',
      'NotInstalled',
    ],
  },
  {
    kind: 'retry',
    remedy: 'Something that the cmdlet needs did not answer; it is tried again.',
    types: [
      'TimeoutException',
      'SocketException',
      'CommunicationException',
      'EndpointNotFoundException',
      'COMException',
      'IOException',
      'SqlException',
    ],
    categories: [
      'OperationTimeout',
      'ResourceBusy',
      'ResourceUnavailable',
      'ConnectionError',
      'DeadlockDetected',
      'LimitsExceeded',
      'ReadError',
      'WriteError',
    ],
  },
];

const otherwise: Verdict = { kind: 'retry', remedy: 'The cause is not a known one; it is tried again a few times.' };

export interface Verdict {
  readonly kind: FailureKind;
  readonly remedy: string;
}

/** The stable part of a FullyQualifiedErrorId. */
export const errorIdOf = (record: CmdletErrorRecord): string => record.fullyQualifiedErrorId.split(',', 1)[0] ?? '';

/** Whether trying again can help after this error, and what a person can do about it. */
export function classify(record: CmdletErrorRecord): Verdict {
  const errorId = errorIdOf(record);
  const types = record.types.map((type) => type.slice(type.lastIndexOf('.') + 1));
  const { sqlNumber, category } = record;
  const holds = (rule: Rule): boolean =>
    (sqlNumber !== null && (rule.sqlNumbers?.includes(sqlNumber) ?? false)) ||
    (rule.errorIds?.includes(errorId) ?? false) ||
    (rule.types?.some((type) => types.includes(type)) ?? false) ||
    (rule.categories?.includes(category) ?? false);
  const { kind, remedy } = rules.find(holds) ?? otherwise;
  return { kind, remedy };
}
