/** A DBA's client: batches over the wire, rows as objects, and the numbers of a refusal in the order of arrival. */
import { ConnectionPool, RequestError } from 'mssql';
import type { Instance } from '../../../../estate/sql-server/model/instance';
import { until } from '../../../../rig/testing/until';

export interface Client {
  rows(text: string): Promise<Record<string, unknown>[]>;
  /** Empty when the batch succeeds; `connection lost` where the server ended the session. */
  numbers(text: string): Promise<(number | string)[]>;
  /** Asks until the first row is as expected. */
  see(text: string, expected: Record<string, unknown>): Promise<void>;
  close(): Promise<void>;
}

/** One connection, so that what a batch leaves open is there for the next. */
export async function connect(instance: Instance, database = 'master'): Promise<Client> {
  const pool = await new ConnectionPool({
    server: '127.0.0.1',
    port: instance.port,
    user: 'pchatdr',
    password: 'secret',
    database,
    requestTimeout: 60_000,
    pool: { min: 1, max: 1 },
    options: { encrypt: false, trustServerCertificate: true },
  }).connect();
  pool.on('error', () => undefined);
  const rows = async (text: string): Promise<Record<string, unknown>[]> =>
    (await pool.request().batch<Record<string, unknown>>(text)).recordset;
  return {
    rows,
    numbers: async (text) => {
      try {
        await pool.request().batch(text);
        return [];
      } catch (error) {
        if (!(error instanceof RequestError)) return ['connection lost'];
        const { precedingErrors = [] } = error as { precedingErrors?: readonly RequestError[] };
        return [...precedingErrors, error].map(({ number }) => number ?? 'connection lost');
      }
    },
    see: (text, expected) =>
      until(`${JSON.stringify(expected)} for ${text}`, async () => {
        const [row] = (await rows(text)) as (Record<string, unknown> | undefined)[];
        return row !== undefined && Object.entries(expected).every(([name, value]) => row[name] === value);
      }),
    close: () => pool.close(),
  };
}

export const stateOfMgc = "SELECT state_desc FROM sys.databases WHERE name = N'mgc'";

/** An Agent job of one T-SQL step that is started at once. */
export const startJob = (name: string, command: string): string =>
  `EXEC msdb.dbo.sp_add_job @job_name = N'${name}';
   EXEC msdb.dbo.sp_add_jobstep @job_name = N'${name}', @step_name = N'only', @command = N'${command.replaceAll("'", "''")}';
   EXEC msdb.dbo.sp_add_jobserver @job_name = N'${name}';
   EXEC msdb.dbo.sp_start_job @job_name = N'${name}'`;
