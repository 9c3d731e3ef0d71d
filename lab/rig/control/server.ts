/** The lab's control port: stand-in shells run cmdlets through it, the command line injects faults and asks for the state. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { faultNamed } from '../faults/fault';
import { faults, type Struck } from '../faults/faults';
import { AnswerLost } from '../faults/answer-lost';
import { dataCentreOf, type DataCentreSide, type Pool } from '../../estate/pool';
import type { Place } from '../../estate/contract';
import type { Lync } from '../../estate/lync/contract';
import { statusOf, type Shown } from './status';

/** What is reached through the port: cmdlets run, faults strike, the state is shown. */
type Controlled = Struck & Shown & { readonly lync: Pick<Lync, 'invoke'> };

export interface Control {
  readonly url: string;
  close(): Promise<void>;
}

const cmdletCall = z.object({
  host: z.string(),
  cmdlet: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  confirmPreference: z.string().optional(),
});
const faultCall = z.object({ fault: z.string(), arguments: z.array(z.string()) });

export async function startControl(lab: Controlled): Promise<Control> {
  const server = createServer((request, response) => void answer(lab, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(lab: Controlled, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A shell that dies takes its cmdlet with it only as far as the cmdlet lets itself be stopped.
  const gone = new AbortController();
  response.on('close', () => gone.abort(new Error('the caller is gone')));
  try {
    const body = await bodyOf(request);
    switch (`${request.method ?? ''} ${request.url ?? ''}`) {
      case 'POST /cmdlet': {
        const { host, ...call } = cmdletCall.parse(body);
        send(response, 200, await lab.lync.invoke(call, placeOf(lab.estate.pool, host), gone.signal));
        break;
      }
      case 'POST /fault': {
        const call = faultCall.parse(body);
        send(response, 200, { says: await faultNamed(faults, call.fault).inject(lab, call.arguments) });
        break;
      }
      case 'GET /status':
        send(response, 200, statusOf(lab));
        break;
      default:
        send(response, 404, { problem: 'The lab knows POST /cmdlet, POST /fault and GET /status.' });
    }
  } catch (error) {
    if (error instanceof AnswerLost) response.destroy();
    else send(response, 400, { problem: error instanceof Error ? error.message : String(error) });
  }
}

function placeOf(pool: Pool, host: string): Place {
  const sides: readonly DataCentreSide[] = ['primary', 'secondary'];
  const side =
    sides.find((candidate) => host.toLowerCase().endsWith(`.${dataCentreOf(pool, candidate).name.toLowerCase()}`)) ??
    'elsewhere';
  return { side, host };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
}
