/** What every process has in common: structured logs, a connection to Temporal that waits for the server, a clean end. */
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { pino, type Logger } from 'pino';

/** pino matches paths, not names: a configuration logged whole holds its secrets three levels deep. */
const secretAtAnyDepth = ['password', 'credentials'].flatMap((name) =>
  ['', '*.', '*.*.', '*.*.*.'].map((depth) => `${depth}${name}`),
);

/** One line of JSON per event on standard error; secrets are named once, here. */
export function createLog(name: string): Logger {
  return pino(
    {
      name,
      level: process.env['PCHAT_LOG_LEVEL'] ?? 'info',
      redact: { paths: secretAtAnyDepth, censor: '(secret)' },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

export function installRuntime(log: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      const write = level === 'ERROR' ? 'error' : level === 'WARN' ? 'warn' : 'debug';
      log[write](meta ?? {}, message);
    }),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
    shutdownSignals: ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'],
  });
}

export interface TemporalTarget {
  readonly connection: NativeConnection;
  readonly namespace: string;
}

/** Connects, trying again while the server is away: a worker may start before its server. */
export async function connect(log: Logger): Promise<TemporalTarget> {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  for (let attempt = 0; ; attempt += 1) {
    try {
      return { connection: await NativeConnection.connect(connectionOptions), namespace: namespace ?? 'default' };
    } catch (failure) {
      const wait = Math.min(10_000, 250 * 2 ** attempt);
      log.warn(
        { address: connectionOptions.address, again: `${String(wait)} ms`, reason: String(failure) },
        'Temporal does not answer',
      );
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** Runs a process to its end: exit code 1 and the sentences of what stopped it. */
export async function main(log: Logger, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (failure) {
    log.fatal(failure instanceof Error ? failure.message : String(failure));
    process.exitCode = 1;
  }
}
