/** What the Lync side of the estate and its neighbours (management shell, chat servers, faults) say to each other. */
import type { LabInstance, Place } from '../contract';
import type { CentralStore } from './central-store';
import type { Replication } from './replication';
import type { WindowsServices } from './windows-services';

/** One call of one cmdlet; parameters as they come out of JSON (objects are hashtables). */
export interface CmdletRequest {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** `$ConfirmPreference` of the shell: None, Low, Medium or High in any case; PowerShell's default is High. */
  readonly confirmPreference?: string | undefined;
}

/** A terminating error as an ErrorRecord shows it. */
export interface CmdletErrorRecord {
  readonly message: string;
  readonly type: string;
  /** FullyQualifiedErrorId. */
  readonly id: string;
  readonly category: string;
  readonly target?: string;
  readonly stack: string;
}

export interface CmdletAnswer {
  readonly output: readonly object[];
  readonly warnings: readonly string[];
  readonly verbose: readonly string[];
  /** What goes straight to the host, past every redirection: `What if:` and questions. */
  readonly host?: readonly string[];
  readonly error?: CmdletErrorRecord;
}

/** What the cmdlets that go through the chat service itself need of it. */
export interface ChatService {
  /** Sends one message as a synthetic user; resolves once it is stored. @throws Error when nobody accepts it. */
  send(): Promise<void>;
}

/** Wraps a call, so that a fault can fail it, delay it, falsify its answer or lose it after the effect. */
export type CmdletIntercept = (
  call: { readonly request: CmdletRequest; readonly host: Place; readonly signal: AbortSignal },
  run: () => Promise<CmdletAnswer>,
) => Promise<CmdletAnswer>;

export interface LyncOptions {
  /** Modelled seconds from a write to the central store until a replica has it. */
  readonly replicationSeconds?: number;
  /** Modelled seconds that a forced full replication waits before it starts (documented: two to three minutes). */
  readonly forcedReplicationSeconds?: number;
  /** Modelled seconds of a cmdlet that does nothing long. */
  readonly cmdletSeconds?: number;
  /** Whether the log backup that seeds a mirror belongs to the log chain; the vendor does not say, `true` is stricter. */
  readonly mirrorSeedBelongsToChain?: boolean;
  /** Makes the tables of a database that Install-CsDatabase has just created. */
  readonly installSchema?: (instance: LabInstance, database: 'mgc' | 'mgccomp') => void;
  readonly intercept?: CmdletIntercept;
}

/** The Lync side of one estate. */
export interface Lync {
  /** Runs a cmdlet on a host; a refusal is an answer with `error`. Rejects with the signal's reason when aborted. */
  invoke(request: CmdletRequest, host: Place, signal: AbortSignal): Promise<CmdletAnswer>;
  readonly store: CentralStore;
  readonly replication: Replication;
  readonly services: WindowsServices;
  /** The chat servers introduce themselves, for the cmdlets that send messages. */
  attachChat(service: ChatService): void;
  dispose(): void;
}
