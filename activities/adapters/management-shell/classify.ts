/** What an error record of a cmdlet means for trying again: a table over its stable keys, never over its message. */
import type { ShellFailureName } from '../../../domain/failures';

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
  readonly failure: ShellFailureName;
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
    failure: 'CmdletStopped',
    types: ['PipelineStoppedException'],
  },
  {
    failure: 'CmdletSqlServerBusy',
    sqlNumbers: [-2, 53, 64, 121, 233, 258, 1205, 1222, 10053, 10054, 10060, 10061, 11001],
  },
  {
    failure: 'CmdletSqlServerDenied',
    sqlNumbers: [229, 262, 300, 916, 15247, 18456],
  },
  {
    failure: 'ManagementToolsMissing',
    errorIds: [
      'CommandNotFoundException',
      'CouldNotAutoLoadModule',
      'Modules_ModuleNotFound',
      'Modules_ModuleWithVersionNotFound',
      'ManagementModuleMissing',
    ],
  },
  {
    failure: 'BridgeOfOtherVersion',
    errorIds: ['CmdletNotAllowed'],
  },
  {
    failure: 'CmdletParametersUnknown',
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
    failure: 'CmdletAsked',
    errorIds: ['PSInvalidOperationException'],
    types: ['PSInvalidOperationException'],
  },
  {
    failure: 'CmdletDenied',
    types: ['SecurityException', 'UnauthorizedAccessException'],
    categories: ['PermissionDenied', 'SecurityError', 'AuthenticationError'],
  },
  {
    failure: 'CmdletTargetUnknown',
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
    failure: 'CmdletUnanswered',
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

/** The stable part of a FullyQualifiedErrorId. */
export const errorIdOf = (record: CmdletErrorRecord): string => record.fullyQualifiedErrorId.split(',', 1)[0] ?? '';

/** The name that a failed cmdlet's error has. */
export function classify(record: CmdletErrorRecord): ShellFailureName {
  const errorId = errorIdOf(record);
  const types = record.types.map((type) => type.slice(type.lastIndexOf('.') + 1));
  const { sqlNumber, category } = record;
  const holds = (rule: Rule): boolean =>
    (sqlNumber !== null && (rule.sqlNumbers?.includes(sqlNumber) ?? false)) ||
    (rule.errorIds?.includes(errorId) ?? false) ||
    (rule.types?.some((type) => types.includes(type)) ?? false) ||
    (rule.categories?.includes(category) ?? false);
  return rules.find(holds)?.failure ?? 'CmdletFailed';
}
