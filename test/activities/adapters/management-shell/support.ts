/** What every test of the management shell hands to it. */
import path from 'node:path';

export const modulePath = path.resolve(__dirname, '../../../../scripts/powershell/PersistentChatBridge.psm1');
export const silentLog = { info: (): void => undefined, warn: (): void => undefined };
