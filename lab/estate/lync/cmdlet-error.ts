/** Terminating errors of cmdlets, and those of PowerShell's parameter binder with its identities and texts. */

export class CmdletError extends Error {
  constructor(
    message: string,
    readonly record: {
      /** The part of FullyQualifiedErrorId before the comma. */
      readonly id: string;
      readonly type: string;
      readonly category: string;
      readonly target?: string;
      /** False where PowerShell prints the identity without the cmdlet's class. */
      readonly qualified?: boolean;
    },
  ) {
    super(message);
    this.name = 'CmdletError';
  }
}

const automation = 'System.Management.Automation';

const binding = (id: string, message: string, validation = false): CmdletError =>
  new CmdletError(message, {
    id,
    type: `${automation}.${validation ? 'ParameterBindingValidationException' : 'ParameterBindingException'}`,
    category: validation ? 'InvalidData' : 'InvalidArgument',
  });

export const commandNotFound = (name: string): CmdletError =>
  new CmdletError(
    `The term '${name}' is not recognized as a name of a cmdlet, function, script file, or executable program.\n` +
      'Check the spelling of the name, or if a path was included, verify that the path is correct and try again.',
    {
      id: 'CommandNotFoundException',
      type: `${automation}.CommandNotFoundException`,
      category: 'ObjectNotFound',
      target: name,
      qualified: false,
    },
  );

export const parameterNotFound = (name: string): CmdletError =>
  binding('NamedParameterNotFound', `A parameter cannot be found that matches parameter name '${name}'.`);

export const ambiguousParameter = (name: string, matches: readonly string[]): CmdletError =>
  binding(
    'AmbiguousParameter',
    `Parameter cannot be processed because the parameter name '${name}' is ambiguous. ` +
      `Possible matches include: ${matches.map((match) => `-${match}`).join(' ')}.`,
  );

export const parameterTwice = (name: string): CmdletError =>
  binding(
    'ParameterAlreadyBound',
    `Cannot bind parameter because parameter '${name}' is specified more than once. To provide multiple values to ` +
      'parameters that can accept multiple values, use the array syntax. For example, "-parameter value1,value2,value3".',
  );

export const ambiguousParameterSet = (): CmdletError =>
  binding(
    'AmbiguousParameterSet',
    'Parameter set cannot be resolved using the specified named parameters. One or more parameters issued cannot be ' +
      'used together or an insufficient number of parameters were provided.',
  );

export const missingMandatory = (names: readonly string[]): CmdletError =>
  binding(
    'MissingMandatoryParameter',
    `Cannot process command because of one or more missing mandatory parameters: ${names.join(' ')}.`,
  );

export const nullNotAllowed = (name: string): CmdletError =>
  binding(
    'ParameterArgumentValidationErrorNullNotAllowed',
    `Cannot bind argument to parameter '${name}' because it is null.`,
    true,
  );

export const emptyStringNotAllowed = (name: string): CmdletError =>
  binding(
    'ParameterArgumentValidationErrorEmptyStringNotAllowed',
    `Cannot bind argument to parameter '${name}' because it is an empty string.`,
    true,
  );

export const notInSet = (name: string, value: string, allowed: readonly string[]): CmdletError =>
  binding(
    'ParameterArgumentValidationError',
    `Cannot validate argument on parameter '${name}'. The argument "${value}" does not belong to the set ` +
      `"${allowed.join(',')}" specified by the ValidateSet attribute. Supply an argument that is in the set and then try the command again.`,
    true,
  );

export const cannotConvert = (name: string, value: string, type: string, why: string): CmdletError =>
  binding(
    'CannotConvertArgumentNoMessage',
    `Cannot bind parameter '${name}'. Cannot convert value "${value}" to type "${type}". Error: "${why}"`,
  );

export const notASwitch = (name: string, given: string): CmdletError =>
  binding(
    'CannotConvertArgument',
    `Cannot convert '${given}' to the type '${automation}.SwitchParameter' required by parameter '${name}'. `,
  );

/** What a compiled cmdlet answers where it would have to ask and the shell runs with -NonInteractive. */
export const promptInNonInteractive = (): CmdletError =>
  new CmdletError('PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.', {
    id: 'InvalidOperation',
    type: `${automation}.PSInvalidOperationException`,
    category: 'InvalidOperation',
  });

/** A deployment cmdlet that failed on its way, in the form of the published `Test-CsReplica` error. */
export const processingFailed = (
  why: string,
  type = 'Microsoft.Rtc.Management.Deployment.DeploymentException',
): CmdletError =>
  new CmdletError(`Command execution failed: ${why}`, { id: 'ProcessingFailed', type, category: 'InvalidOperation' });

/** A refusal of the central store. The vendor publishes no texts for most of them; the identity is what to branch on. */
export const storeRefuses = (id: string, message: string, target?: string): CmdletError =>
  new CmdletError(message, {
    id,
    type: 'Microsoft.Rtc.Management.Xds.XdsException',
    category: id === 'ItemNotFound' ? 'ObjectNotFound' : 'InvalidData',
    ...(target === undefined ? {} : { target }),
  });
