/** Puts a stand-in together: the protocol in front, the language in the middle, msdb beside the instance. */
import { createEngineSession, type EngineSession as Engine } from '../sql-server/engine/engine';
import type { EngineSession } from '../sql-server/model/sessions';
import { createMsdb } from '../sql-server/msdb/msdb';
import { listen } from '../sql-server/tds/listener';
import type { EstateParts } from './estate';

/** The engine's session as the instance keeps it. */
function kept(engine: Engine): EngineSession {
  return {
    id: engine.id,
    get database() {
      return engine.database;
    },
    get request() {
      const { status, command, statement, startedAt, percent, estimatedMs } = engine.activity;
      if (status === 'sleeping' || startedAt === undefined) return undefined;
      return { command, statement, startedAt, percent, estimatedMs };
    },
    onEnded: (callback) => engine.onEnded(callback),
    execute: (...call) => engine.execute(...call),
    call: (...call) => engine.call(...call),
    transaction: (...call) => engine.transaction(...call),
    reset: () => engine.reset(),
    close: () => engine.close(),
    end: () => engine.end('ended by the instance'),
  };
}

export const parts: EstateParts = {
  openSession: (facts, identity) => kept(createEngineSession(facts, identity)),
  createMsdb: (instance, estate) => createMsdb(instance, estate),
  listen: (server, at) => listen(server, at),
};
