/** What the operating system's refusal of a backup file becomes for the client: 3201, 3202, 3203 or 3271. */
import type { OsError } from '../../contract';
import { SqlError } from '../contract';
import { refusal } from './refusals';

/** An open file whose share goes away is a lost network name, not a path that was never found. */
const whileOpen = { code: 64, text: 'The specified network name is no longer available.' } as const;
const diskFull = 112;
const ioDeviceError = 1117;

/** What was being done to the device. `read` and `write` are of a file that is open. */
export type DeviceUse = 'open' | 'create' | 'read' | 'write';

export function deviceRefusal({ code, text }: OsError, device: string, use: DeviceUse): SqlError {
  const isOpen = use === 'read' || use === 'write';
  const cause = isOpen && code === 53 ? whileOpen : { code, text };
  const said = `${String(cause.code)}(${cause.text})`;
  if (code === ioDeviceError) return refusal(3271, device, said);
  if (use === 'write' || code === diskFull) return refusal(3202, device, said);
  if (use === 'read') return refusal(3203, device, said);
  const { details } = refusal(3201, device, said);
  return new SqlError({ ...details, state: use === 'open' ? 2 : 1 });
}
