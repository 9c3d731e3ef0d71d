/** The one error that the management shell throws. */
import type { ShellFailureName } from '../../../domain/failures';
import { Failure } from '../../failure';

export interface ManagementShellFailure {
  readonly failure: ShellFailureName;
  readonly cmdlet: string;
  /** One sentence for a person. */
  readonly message: string;
  /** FullyQualifiedErrorId, where PowerShell gave one. */
  readonly errorId?: string | undefined;
  readonly warnings?: readonly string[];
  readonly cause?: unknown;
}

/** Thrown when a cmdlet failed, could not be started, or gave no answer. */
export class ManagementShellError extends Failure<ShellFailureName> {
  readonly cmdlet: string;
  readonly errorId: string | undefined;
  readonly warnings: readonly string[];

  constructor({ failure, cmdlet, message, errorId, warnings = [], cause }: ManagementShellFailure) {
    super(failure, message, cause === undefined ? undefined : { cause });
    this.cmdlet = cmdlet;
    this.errorId = errorId;
    this.warnings = warnings;
  }
}
