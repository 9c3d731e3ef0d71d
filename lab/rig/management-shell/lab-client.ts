/** Asks the lab to run a cmdlet on a host: the cmdlets' model lives there, so that every shell sees the same estate. */
import { request } from 'node:http';
import type { CmdletAnswer, CmdletRequest } from '../../estate/lync/contract';

export interface LabAddress {
  /** PCHAT_LAB_URL */
  readonly url: string;
  /** PCHAT_LAB_HOST: the host that this shell runs on, as the topology names it. */
  readonly host: string;
}

/** Rejects when the lab cannot be reached or breaks off. Waits as long as the cmdlet lasts, which `fetch` would not. */
export function runInLab({ url, host }: LabAddress, call: CmdletRequest, signal: AbortSignal): Promise<CmdletAnswer> {
  return new Promise<CmdletAnswer>((resolve, reject) => {
    const body = Buffer.from(JSON.stringify({ host, ...call }), 'utf8');
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const asked = request(`${url.replace(/\/$/, '')}/cmdlet`, { method: 'POST', headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode !== 200)
          reject(new Error(`the lab answered ${String(response.statusCode)}: ${text.slice(0, 200)}`));
        else resolve(JSON.parse(text) as CmdletAnswer);
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
