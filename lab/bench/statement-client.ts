/** The process that asks: as many connections as it is told, each with one statement after the other. */
import sql from 'mssql';
import type { Question } from './statements';

async function rateOf({ port, user, password, text, clients, seconds }: Question): Promise<number> {
  const pool = await new sql.ConnectionPool({
    server: '127.0.0.1',
    port,
    user,
    password,
    options: { encrypt: false, trustServerCertificate: true },
    pool: { min: clients, max: clients },
  }).connect();
  const askUntil = async (end: number): Promise<number> => {
    let asked = 0;
    for (; performance.now() < end; asked += 1) await pool.request().batch(text);
    return asked;
  };
  const all = (forSeconds: number): Promise<number[]> =>
    Promise.all(Array.from({ length: clients }, () => askUntil(performance.now() + forSeconds * 1000)));
  // The first ones open the connections and warm the code up.
  await all(1);
  const asked = await all(seconds);
  await pool.close();
  return asked.reduce((sum, each) => sum + each, 0) / seconds;
}

process.once('message', (question) => {
  void rateOf(question as Question).then(
    (rate) => process.send?.(rate, () => process.disconnect()),
    (failure: unknown) => {
      process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
      process.exitCode = 1;
      process.disconnect();
    },
  );
});
