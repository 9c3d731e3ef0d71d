/** A tiny lab over HTTP for tests of the management shell: it answers each cmdlet as the test says. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import {
  createManagementShell,
  type ManagementShell,
  type ManagementShellOptions,
} from '../../../activities/adapters/management-shell';

export interface Call {
  readonly host: string;
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What the lab does with a call: an answer, or a function that handles the response itself. */
export type Handler = (call: Call, response: ServerResponse) => object | undefined;

export const project = path.resolve(__dirname, '../../..');
export const modulePath = path.join(project, 'scripts/powershell/PersistentChatBridge.psm1');
export const standIn = path.join(project, 'lab/rig/management-shell/stand-in.cjs');

export const silentLog = { info: (): void => undefined, warn: (): void => undefined };

export const answerOf = (...output: object[]): object => ({ output, warnings: [], verbose: [] });

async function bodyOf(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Call;
}

export class TestLab {
  readonly calls: Call[] = [];
  handler: Handler = () => answerOf();
  private readonly shells: ManagementShell[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TestLab> {
    const server = createServer((request, response) => {
      void bodyOf(request).then((call) => {
        lab.calls.push(call);
        const answer = lab.handler(call, response);
        if (answer !== undefined)
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    const lab = new TestLab(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return lab;
  }

  get environment(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return { PCHAT_LAB_URL: `http://127.0.0.1:${String(port)}`, PCHAT_LAB_HOST: 'fe1.contoso.com' };
  }

  /** A shell that this lab's `stop` disposes of. */
  shell(changes: Partial<ManagementShellOptions> = {}): ManagementShell {
    const shell = createManagementShell({
      executable: standIn,
      modulePath,
      lyncModules: ['SkypeForBusiness', 'Lync'],
      environment: this.environment,
      startTimeoutMs: 20_000,
      log: silentLog,
      ...changes,
    });
    this.shells.push(shell);
    return shell;
  }

  async stop(): Promise<void> {
    await Promise.all(this.shells.map((shell) => shell.dispose()));
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
