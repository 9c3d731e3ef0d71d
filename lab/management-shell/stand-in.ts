/**
 * Stands in for PowerShell on a host of the simulated estate. It is NOT PowerShell: it reads lines from standard input,
 * understands the few that the adapter in activities/adapters/management-shell.ts and node-powershell send, and answers
 * them in the words that PowerShell 7 was recorded to use. Every cmdlet runs in the lab, over HTTP.
 */
import { createInterface } from 'node:readline';
import type { BridgeSettings } from './bridge';
import { Session } from './session';

const notPowerShell = `This is not PowerShell. It stands in for it on a host of the persistent-chat-dr lab, understands only the lines that
the management shell adapter sends, and needs PCHAT_LAB_URL and PCHAT_LAB_HOST. A worker of the lab starts it.
`;

/** Settings from the environment, or undefined where the lab has not started this program. */
function settingsFrom(environment: NodeJS.ProcessEnv): BridgeSettings | undefined {
  const { PCHAT_LAB_URL: url, PCHAT_LAB_HOST: host } = environment;
  if (url === undefined || host === undefined) return undefined;
  return {
    url,
    host,
    installedModule: environment['PCHAT_LAB_MODULE'] ?? 'SkypeForBusiness',
    importSeconds: Number(environment['PCHAT_LAB_IMPORT_SECONDS'] ?? 0),
  };
}

async function main(): Promise<number> {
  const settings = settingsFrom(process.env);
  if (process.stdin.isTTY || settings === undefined) {
    process.stderr.write(notPowerShell);
    return 64;
  }
  const session = new Session(settings, {
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
  });
  let running = new AbortController();
  // As recorded: SIGINT cancels what runs, silently, and an idle shell ignores it.
  process.on('SIGINT', () => running.abort());
  // Lines that were written before the input ended are still executed.
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    running = new AbortController();
    await session.execute(line, running.signal);
    if (session.exitCode !== undefined) return session.exitCode;
  }
  return session.succeeded ? 0 : 1;
}

void main().then((code) => process.exit(code));
