/** Runs cmdlets against one estate: lookup, binding, confirmation, -WhatIf, effect, ledger, answer. */
import { SqlError } from '../sql-server/contract';
import { activeServersOf } from '../pool';
import { bindParameters } from './binding';
import { CentralStore } from './central-store';
import { asks, targetOf, whatIfText } from './confirmation';
import { commandNotFound, CmdletError, processingFailed, promptInNonInteractive, storeRefuses } from './cmdlet-error';
import { administrator } from './database-types';
import { findCmdlet } from './cmdlets';
import { frontEndOf } from './inventory';
import { Replication } from './replication';
import { WindowsServices } from './windows-services';
import type { Estate, LedgerEntry, Place } from '../contract';
import { cmdletText } from './cmdlet-text';
import type { Cmdlet, CmdletCall } from './cmdlet';
import type { ChatService, CmdletAnswer, CmdletErrorRecord, CmdletRequest, Lync, LyncOptions } from './contract';

const defaults: CmdletCall['options'] = {
  replicationSeconds: 60,
  forcedReplicationSeconds: 150,
  cmdletSeconds: 2,
  mirrorSeedBelongsToChain: true,
  installSchema: () => undefined,
};

/** What one call gathers on its way. */
class Streams {
  readonly output: object[] = [];
  readonly warnings: string[] = [];
  readonly verbose: string[] = [];
  readonly host: string[] = [];
  changed = false;
}

function errorRecord(error: CmdletError, cmdlet: Cmdlet | undefined): CmdletErrorRecord {
  const { id, type, category, target, qualified = true } = error.record;
  return {
    message: error.message,
    type,
    id: qualified && cmdlet !== undefined ? `${id},${cmdlet.type}` : id,
    category,
    ...(target === undefined ? {} : { target }),
    stack: 'at <ScriptBlock>, <No file>: line 1',
  };
}

/** A refusal by SQL Server reaches the shell as a failed cmdlet, with every error in its text. */
function asCmdletError(error: unknown): CmdletError | undefined {
  if (error instanceof CmdletError) return error;
  if (!(error instanceof SqlError)) return undefined;
  const texts = [...error.before, error.details].filter(({ severity }) => severity > 10).map(({ text }) => text);
  return processingFailed(texts.join(' '), 'System.Data.SqlClient.SqlException');
}

export function createLync(estate: Estate, options: LyncOptions = {}): Lync {
  const { intercept, ...given } = options;
  const settings = { ...defaults, ...given };
  const store = new CentralStore(estate, activeServersOf(estate.pool, 'primary'));
  const services = new WindowsServices(estate);
  const replication = new Replication(estate, store, services, settings.replicationSeconds, frontEndOf(estate.pool));
  let chat: ChatService | undefined;

  const requireStore = (host: Place): void => {
    if (estate.reachable(host.side, 'elsewhere')) return;
    throw storeRefuses(
      'StoreUnavailable',
      'Could not connect to SQL server : [Exception=System.Data.SqlClient.SqlException: A network-related or instance-specific ' +
        'error occurred while establishing a connection to SQL Server. The server was not found or was not accessible.]',
    );
  };

  const effect = async (
    cmdlet: Cmdlet,
    request: CmdletRequest,
    host: Place,
    signal: AbortSignal,
    streams: Streams,
  ): Promise<void> => {
    const bound = bindParameters(cmdlet, request.parameters);
    if (cmdlet.readsStore === true && !bound.flag('LocalStore')) requireStore(host);
    if (bound.flag('WhatIf')) {
      streams.host.push(whatIfText(cmdlet.name, targetOf(bound, estate.pool.fqdn)));
      return;
    }
    if (asks(cmdlet, bound, request.confirmPreference)) throw promptInNonInteractive();
    await estate.clock.lasts(settings.cmdletSeconds, signal);
    await cmdlet.run({
      estate,
      store,
      replication,
      services,
      chat,
      host,
      signal,
      bound,
      options: settings,
      write: (...objects) => void streams.output.push(...objects),
      warn: (text) => void streams.warnings.push(text),
      verbose: (text) => void streams.verbose.push(text),
      changed: () => {
        streams.changed = true;
      },
    });
  };

  const record = (
    cmdlet: Cmdlet,
    request: CmdletRequest,
    host: Place,
    end: Pick<LedgerEntry, 'outcome' | 'changed'> & { readonly error?: string },
  ): void => {
    if (cmdlet.shouldProcess !== true && cmdlet.changes !== true) return;
    if (request.parameters['WhatIf'] === true) return;
    estate.ledger.record({
      where: host.host,
      by: `${administrator.login} (${administrator.programName})`,
      kind: 'cmdlet',
      text: cmdletText(cmdlet, request.parameters),
      ...end,
    });
  };

  const run = async (request: CmdletRequest, host: Place, signal: AbortSignal): Promise<CmdletAnswer> => {
    const streams = new Streams();
    const cmdlet = findCmdlet(request.cmdlet);
    if (cmdlet === undefined) {
      const error = commandNotFound(request.cmdlet);
      return { output: [], warnings: [], verbose: [], error: errorRecord(error, undefined) };
    }
    const { output, warnings, verbose, host: printed } = streams;
    const said = (): CmdletAnswer => ({
      output,
      warnings,
      verbose,
      ...(printed.length === 0 ? {} : { host: printed }),
    });
    try {
      await effect(cmdlet, request, host, signal, streams);
      record(cmdlet, request, host, { outcome: 'done', changed: streams.changed });
      return said();
    } catch (thrown) {
      const error = signal.aborted ? undefined : asCmdletError(thrown);
      if (error === undefined) {
        record(cmdlet, request, host, { outcome: 'interrupted', changed: streams.changed, error: String(thrown) });
        throw thrown;
      }
      record(cmdlet, request, host, { outcome: 'refused', changed: streams.changed, error: error.message });
      if (error.record.id === 'ProcessingFailed') {
        const report = `C:\\Users\\lyncadmin\\AppData\\Local\\Temp\\${cmdlet.name}-${estate.clock.now().getTime().toString(16)}.html`;
        warnings.push(`${cmdlet.name} failed.`, `Detailed results can be found at "${report}".`);
      }
      return { ...said(), error: errorRecord(error, cmdlet) };
    }
  };

  return {
    store,
    replication,
    services,
    attachChat(service) {
      chat = service;
    },
    async invoke(request, host, signal) {
      const plain = (): Promise<CmdletAnswer> =>
        estate.work.during('cmdlet', host.host, () => run(request, host, signal));
      return intercept === undefined ? plain() : intercept({ request, host, signal }, plain);
    },
    dispose() {
      replication.dispose();
      services.dispose();
    },
  };
}
