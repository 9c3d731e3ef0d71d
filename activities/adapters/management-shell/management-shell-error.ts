/** The one error that the management shell throws. */

/**
 * `refused`: trying again cannot help, a person is needed. `retry`: it may work later. `indeterminate`: the cmdlet may or
 * may not have taken effect; read the state, then decide.
 */
export type FailureKind = 'refused' | 'retry' | 'indeterminate';

export interface ManagementShellFailure {
  readonly kind: FailureKind;
  readonly cmdlet: string;
  /** One sentence for a person. */
  readonly message: string;
  /** FullyQualifiedErrorId, where PowerShell gave one. */
  readonly errorId?: string | undefined;
  readonly warnings?: readonly string[];
  readonly cause?: unknown;
}

/** Thrown when a cmdlet failed, could not be started, or gave no answer. */
export class ManagementShellError extends Error {
  readonly kind: FailureKind;
  readonly cmdlet: string;
  readonly errorId: string | undefined;
  readonly warnings: readonly string[];

  constructor({ kind, cmdlet, message, errorId, warnings = [], cause }: ManagementShellFailure) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ManagementShellError';
    this.kind = kind;
    this.cmdlet = cmdlet;
    this.errorId = errorId;
    this.warnings = warnings;
  }
}
