/** The two functions of scripts/powershell/PersistentChatBridge.psm1, with the same envelope byte for byte. */
import { setTimeout as delay } from 'node:timers/promises';
import { isAllowedCmdlet } from '../../../activities/adapters/management-shell/cmdlets';
import type { CmdletErrorRecord } from '../../../activities/adapters/management-shell/classify';
import type { CmdletAnswer } from '../../estate/lync/contract';
import { runInLab, type LabAddress } from './lab-client';

export interface BridgeSettings extends LabAddress {
  /** PCHAT_LAB_MODULE: the management module that this host has; empty for none. */
  readonly installedModule: string;
  /** PCHAT_LAB_IMPORT_SECONDS: real seconds that importing it takes. */
  readonly importSeconds: number;
  /** `$ConfirmPreference` of the session, where a line has set it. */
  readonly confirmPreference?: string | undefined;
}

type Payload = { readonly id: string } & Readonly<Record<string, unknown>>;

type Failure = Omit<CmdletErrorRecord, 'types' | 'sqlNumber'> & Partial<Pick<CmdletErrorRecord, 'types'>>;

interface Parts {
  readonly output?: readonly unknown[];
  readonly warnings?: readonly string[];
  readonly verbose?: readonly string[];
  readonly failure?: Failure | undefined;
}

/** What the module throws itself. */
const bridgeFailure = (message: string, fullyQualifiedErrorId: string, category: string, target: string): Failure => ({
  message,
  fullyQualifiedErrorId,
  category,
  target,
  stack: 'at <ScriptBlock>, PersistentChatBridge.psm1',
});

function envelope(id: string, { output = [], warnings = [], verbose = [], failure }: Parts): string {
  const error: CmdletErrorRecord | null =
    failure === undefined
      ? null
      : {
          message: failure.message,
          types: failure.types ?? ['System.InvalidOperationException'],
          fullyQualifiedErrorId: failure.fullyQualifiedErrorId,
          category: failure.category,
          target: failure.target,
          stack: failure.stack,
          sqlNumber: null,
        };
  const json = JSON.stringify({ id, output, warnings, verbose, error });
  return `<<${id}:${Buffer.from(json, 'utf8').toString('base64')}>>\n`;
}

/** Rejects where the module throws before it knows the request's id. */
function payloadOf(base64: string): Payload {
  const request: unknown = JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
  const { id } = request as { id?: unknown };
  if (typeof id !== 'string' || !/^[0-9A-Za-z-]{1,64}$/.test(id)) throw new Error('The request has no usable id.');
  return request as Payload;
}

/** The line that `Initialize-Bridge` prints. */
export async function initializeBridge(base64: string, settings: BridgeSettings): Promise<string> {
  const { id, modules } = payloadOf(base64);
  const names = Array.isArray(modules) ? modules.map(String) : [];
  const module = names.find((name) => name.toLowerCase() === settings.installedModule.toLowerCase());
  if (module === undefined) {
    const message = `None of the modules ${names.join(', ')} offers Get-CsService on this host.`;
    return envelope(id, {
      failure: bridgeFailure(message, 'ManagementModuleMissing', 'ResourceUnavailable', names.join(',')),
    });
  }
  await delay(settings.importSeconds * 1000);
  return envelope(id, { output: [{ processId: process.pid, version: '0.0', edition: 'Stand-in', module }] });
}

/** What `Invoke-BridgeRequest` prints. Rejects, and so prints nothing, when the lab is lost. */
export async function invokeBridgeRequest(
  base64: string,
  settings: BridgeSettings,
  signal: AbortSignal,
): Promise<string> {
  const { id, cmdlet, parameters } = payloadOf(base64);
  const name = String(cmdlet);
  if (!isAllowedCmdlet(name)) {
    return envelope(id, {
      failure: bridgeFailure(`The bridge does not run '${name}'.`, 'CmdletNotAllowed', 'PermissionDenied', name),
    });
  }
  const call = {
    cmdlet: name,
    parameters: (parameters ?? {}) as Readonly<Record<string, unknown>>,
    confirmPreference: settings.confirmPreference,
  };
  const answer = await runInLab(settings, call, signal);
  const { output, warnings, verbose, host = [] } = answer;
  // The host's own lines cannot be captured by the module, so they come before its answer.
  return `${host.map((line) => `${line}\n`).join('')}${envelope(id, { output, warnings, verbose, failure: failureOf(answer) })}`;
}

function failureOf({ error }: CmdletAnswer): Failure | undefined {
  if (error === undefined) return undefined;
  const { message, type, id, category, target = '', stack } = error;
  return { message, types: [type], fullyQualifiedErrorId: id, category, target, stack };
}
