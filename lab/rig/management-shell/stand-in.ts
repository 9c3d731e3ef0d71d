/**
 * Stands in for PowerShell on a host of the simulated estate. It is NOT PowerShell: it reads lines from standard input,
 * understands the few that the adapter in activities/adapters/management-shell.ts and node-powershell send, and answers
 * them in the words that PowerShell 7 was recorded to use. Every cmdlet runs in the lab, over HTTP.
 */
import { createInterface } from 'node:readline';
import type { BridgeSettings } from './bridge';
import { Console } from './console';
import { screenFor } from './screen';
import { Session, type Streams } from './session';

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
  const streams: Streams = {
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
  };
  const input = new Console(new Session(settings, streams, screenFor(process.env)), streams);
  process.on('SIGINT', () => input.interrupt());
  return input.serve(createInterface({ input: process.stdin, crlfDelay: Infinity }));
}

void main().then((code) => process.exit(code));
