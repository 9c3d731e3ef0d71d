/** The form of the table of refusals: one row for each number, with the situation that it belongs to. */
import fs from 'node:fs';
import { OsError } from '../../../../../estate/contract';
import type { EstateModel } from '../../../../../estate/estate-model';
import { SqlError } from '../../../../../estate/sql-server/contract';
import type { SqlMessage } from '../../../../../estate/sql-server/contract';
import type { Instance } from '../../../../../estate/sql-server/model/instance';
import type { TestEstate } from '../support';

export const share = '\\\\fs\\ls\\mgc';

/** What a row's steps act on. Names and files of its own keep it apart from every other row. */
export class Situation {
  readonly #undo: (() => void)[] = [];

  constructor(
    readonly lab: TestEstate,
    readonly db: string,
  ) {}

  get estate(): EstateModel {
    return this.lab.estate;
  }

  instance(number = 1): Instance {
    return this.lab.instance(`SQL${String(number)}\\CHAT`);
  }

  /** `$db`, `$bak`, `$trn1`, `$e2` (endpoint of the second instance) stand for this row's own. */
  text(template: string): string {
    return template
      .replaceAll('$db', this.db)
      .replaceAll('$bak', `${share}\\${this.db}.bak`)
      .replace(
        /\$(trn|dif|str|undo)(\d*)/g,
        (_, kind: string, number: string) => `${share}\\${this.db}_${number}.${kind}`,
      )
      .replace(/\$e(\d)/g, (_, number: string) => this.instance(Number(number)).endpoint);
  }

  /** Runs a batch; `on` is the number of the instance. */
  async run(template: string, { on = 1, login = 'pchatdr', database = 'master' } = {}): Promise<readonly SqlMessage[]> {
    const result = await this.instance(on).run(this.text(template), { login, database, programName: 'table' });
    return result.messages;
  }

  /** The real file behind a path of the estate. */
  file(template: string): string {
    return this.estate.files.resolve(this.text(template), this.instance().place);
  }

  /** Changes the text of a backup file. */
  edit(template: string, change: (text: string) => string): void {
    const file = this.file(template);
    fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8')));
  }

  /** Ends with the row. */
  until(end: () => void): void {
    this.#undo.push(end);
  }

  /** The next read of a backup file fails as the operating system says. */
  failRead(code: number, text: string): void {
    const spy = jest.spyOn(this.estate.files, 'read').mockRejectedValueOnce(new OsError(code, text));
    this.until(() => spy.mockRestore());
  }

  /** Runs a statement whose client leaves as soon as it makes progress. */
  async interrupted(template: string): Promise<readonly SqlMessage[]> {
    const instance = this.instance();
    const passes = instance.clock.lasts.bind(instance.clock);
    const lasts = jest.spyOn(instance.clock, 'lasts').mockImplementation((seconds, signal) => {
      // Only what a client waits for can be interrupted; a mirror that catches up meanwhile goes on.
      if (signal !== undefined) throw new Error('the client left');
      return passes(seconds, signal);
    });
    try {
      await instance.run(this.text(template), { login: 'pchatdr', programName: 'table' });
      return [];
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      return [...error.before, error.details];
    } finally {
      lasts.mockRestore();
    }
  }

  end(): void {
    for (const undo of this.#undo) undo();
  }
}

export type Step = string | ((situation: Situation) => unknown);

export interface Row {
  readonly number: number;
  readonly when: string;
  readonly given?: readonly Step[];
  readonly statement: Step;
  readonly text: RegExp;
  /** 16 unless it says so; 0 for what travels as information. */
  readonly severity?: number;
  /** 1 unless it says so. */
  readonly state?: number;
}

export const on =
  (instance: number, text: string) =>
  (situation: Situation): Promise<unknown> =>
    situation.run(text, { on: instance });

export const as =
  (login: string, text: string) =>
  (situation: Situation): Promise<unknown> =>
    situation.run(text, { login });

export const within =
  (text: string) =>
  (situation: Situation): Promise<unknown> =>
    situation.run(text, { database: situation.db });

const act = async (step: Step, situation: Situation): Promise<readonly SqlMessage[]> => {
  const told = typeof step === 'string' ? await situation.run(step) : await step(situation);
  return Array.isArray(told) ? (told as SqlMessage[]) : [];
};

/** Every message of the statement, refused or not. */
export async function messagesOf({ given = [], statement }: Row, situation: Situation): Promise<readonly SqlMessage[]> {
  for (const step of given) await act(step, situation);
  try {
    return await act(statement, situation);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return [...error.before, error.details];
  }
}

/* The statements that most situations are made of. */
export const full = "BACKUP DATABASE [$db] TO DISK = N'$bak'";
export const differential = "BACKUP DATABASE [$db] TO DISK = N'$dif' WITH DIFFERENTIAL";
export const log = (number: number): string => `BACKUP LOG [$db] TO DISK = N'$trn${String(number)}'`;
export const restoreFull = "RESTORE DATABASE [$db] FROM DISK = N'$bak' WITH NORECOVERY, REPLACE";
export const restoreLog = (number: number): string =>
  `RESTORE LOG [$db] FROM DISK = N'$trn${String(number)}' WITH NORECOVERY`;
export const recovery = 'RESTORE DATABASE [$db] WITH RECOVERY';
/** A full backup, restored and left as it is. */
export const restoring = [full, restoreFull] as const;
