/** A whole estate in its normal state with one ordinary login, for the tests of the language against real facts. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createEstate } from '../../../estate/estate';
import type { RunningEstate } from '../../../estate/estate';
import { bringToNormal } from '../../../estate/normal';
import { parts } from '../../../estate/parts';
import { SqlError } from '../../../estate/sql-server/contract';
import type { Column, SqlMessage, SqlValue } from '../../../estate/sql-server/contract';
import { smallPool } from '../pools';

export const administrator = 'dba';
export const ordinary = 'chatservice';

export interface Told {
  readonly errors: readonly SqlMessage[];
  readonly messages: readonly SqlMessage[];
  readonly sets: readonly { readonly columns: readonly Column[]; readonly rows: readonly (readonly SqlValue[])[] }[];
}

export interface Night {
  readonly estate: RunningEstate;
  /** Runs a batch on `instance` and never throws for a refusal. */
  ask(
    text: string,
    as?: { readonly login?: string; readonly database?: string; readonly instance?: string },
  ): Promise<Told>;
  close(): Promise<void>;
}

/** mgc mirrored on SQL1 and SQL2 and shipped to SQL3. */
export async function aNight(): Promise<Night> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'night-'));
  const logins = [
    { name: administrator, password: 'secret', sysadmin: true },
    { name: ordinary, password: 'secret', sysadmin: false },
  ];
  const estate = await createEstate(
    smallPool,
    { folder, timeScale: 1000, load: { sizeGb: 1, throughput: 400 }, logins },
    parts,
  );
  await bringToNormal(estate);
  return {
    estate,
    ask: async (text, { login = administrator, database = 'master', instance = 'SQL1\\CHAT' } = {}) => {
      try {
        const { messages, resultSets } = await estate
          .find(instance)!
          .run(text, { login, database, programName: 'SSMS' });
        return { errors: [], messages, sets: resultSets };
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        const messages = [...error.before, error.details];
        return { errors: messages.filter(({ severity }) => severity > 10), messages, sets: [] };
      }
    },
    close: async () => {
      await estate.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const errorsOf = ({ errors }: Told): string[] =>
  errors.map(({ number, severity, state, line, text }) => `${number},${severity},${state},${line ?? '-'}: ${text}`);
