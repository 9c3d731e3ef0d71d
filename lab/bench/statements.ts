/** Statements per second of one SQL Server stand-in, asked by one client and by eight at once, from a process of their own. */
import { fork } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Lab, labLogins } from '../rig/lab';
import { labPool } from '../rig/stack';

export interface StatementRate {
  readonly statement: string;
  readonly oneClient: number;
  readonly eightClients: number;
}

/** What the client process is asked to do; it answers with statements per second. */
export interface Question {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly text: string;
  readonly clients: number;
  readonly seconds: number;
}

const seconds = 3;
const many = 8;

/** The least that a round trip can be, a look as the procedures take it, and a batch of three statements. */
const texts = {
  'a constant': 'SELECT 1 AS one',
  'the state of a database':
    "SELECT d.state_desc, m.mirroring_role_desc FROM sys.databases AS d JOIN sys.database_mirroring AS m ON m.database_id = d.database_id WHERE d.name = N'mgc'",
  'a temporary table filled and dropped':
    'CREATE TABLE #work (id int); INSERT INTO #work (id) VALUES (1); DROP TABLE #work',
} as const;

export async function statementRates(): Promise<StatementRate[]> {
  const lab = await Lab.start({
    folder: mkdtempSync(path.join(os.tmpdir(), 'persistent-chat-dr-bench-')),
    pool: labPool(),
    timeScale: 60,
    load: { sizeGb: 1, throughput: 400 },
  });
  try {
    const primary = lab.estate.instances.find(({ role }) => role === 'primary');
    if (primary === undefined) throw new Error('The lab has no primary store to ask.');
    const { port } = primary;
    const rates: StatementRate[] = [];
    for (const [statement, text] of Object.entries(texts)) {
      const rate = (clients: number): Promise<number> => ask({ port, ...labLogins.dba, text, clients, seconds });
      rates.push({ statement, oneClient: await rate(1), eightClients: await rate(many) });
    }
    return rates;
  } finally {
    await lab.close();
  }
}

function ask(question: Question): Promise<number> {
  return new Promise((resolve, reject) => {
    const client = fork(path.join(__dirname, 'statement-client.ts'), { execArgv: ['--import', 'tsx'] });
    client.once('message', (rate) => resolve(Number(rate)));
    client.once('error', reject);
    client.once('exit', (code) => reject(new Error(`The client of the bench ended with exit code ${String(code)}.`)));
    client.send(question);
  });
}
