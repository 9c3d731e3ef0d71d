/** What a cmdlet is made of: its syntax, whether it asks or supports -WhatIf, and what it does. */
import type { Place, Estate } from '../contract';
import type { BoundParameters, CmdletSyntax } from './binding';
import type { CentralStore } from './central-store';
import type { ChatService, LyncOptions } from './contract';
import type { Replication } from './replication';
import type { WindowsServices } from './windows-services';

/** The estate as one call of a cmdlet sees it. */
export interface CmdletCall {
  readonly estate: Estate;
  readonly store: CentralStore;
  readonly replication: Replication;
  readonly services: WindowsServices;
  readonly options: Required<Omit<LyncOptions, 'intercept'>>;
  readonly chat: ChatService | undefined;
  readonly host: Place;
  readonly signal: AbortSignal;
  readonly bound: BoundParameters;
  readonly write: (...objects: readonly object[]) => void;
  readonly warn: (text: string) => void;
  readonly verbose: (text: string) => void;
  /** The estate differs from before. */
  readonly changed: () => void;
}

export interface Cmdlet extends CmdletSyntax {
  readonly name: string;
  /** .NET class, the second part of a FullyQualifiedErrorId. Only `TestReplicaCmdlet` is published; the others follow it. */
  readonly type: string;
  /** `WC` in the help: takes -WhatIf and -Confirm, and stands in the ledger. */
  readonly shouldProcess?: boolean;
  /** Changes something without taking -WhatIf; stands in the ledger all the same. */
  readonly changes?: boolean;
  /**
   * Documented to ask before it acts. That `$ConfirmPreference` silences it is not; only -Confirm:$false is, so only that
   * does here. Any other cmdlet that takes -Confirm has PowerShell's default impact, Medium.
   */
  readonly prompts?: boolean;
  /** Whether it needs the central store (a -LocalStore call never does). */
  readonly readsStore?: boolean;
  run(call: CmdletCall): void | Promise<void>;
}

export const whatIfAndConfirm = ' [-WhatIf] [-Confirm]';
