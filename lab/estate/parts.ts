/** Puts a stand-in together: the protocol in front, the language in the middle, msdb beside the instance. */
import { createEngineSession } from './sql-server/engine/engine';
import { createMsdb } from './sql-server/msdb/msdb';
import { listen } from './sql-server/tds/listener';
import type { EstateParts } from './estate';

export const parts: EstateParts = { openSession: createEngineSession, createMsdb, listen };
