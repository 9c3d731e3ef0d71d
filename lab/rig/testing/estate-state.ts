/** What an estate looks like now, in words that a test can compare. */
import type { LabInstance } from '../../estate/contract';
import { statusOf } from '../control/status';
import type { StoreRole } from '../../estate/pool';
import type { Lab } from '../lab';

/** State and mirroring of every copy of a database, e.g. `{ primary: 'ONLINE PRINCIPAL SYNCHRONIZED' }`. */
export function copiesOf(lab: Lab, database: 'mgc' | 'mgccomp'): Record<string, string> {
  return Object.fromEntries(
    statusOf(lab).instances.flatMap(({ store, up, databases }) => {
      const copy = databases.find(({ name }) => name === database);
      return copy === undefined || !up ? [] : [[store, `${copy.state} ${copy.mirroring}`.trim()]];
    }),
  );
}

/** Which instance each active chat server works on. */
export const servedBy = (lab: Lab): Record<string, string | null> =>
  Object.fromEntries(
    statusOf(lab)
      .chatServers.filter(({ active }) => active)
      .map(({ server, connectedTo }) => [server, connectedTo]),
  );

export const instanceOf = (lab: Lab, role: StoreRole): Lab['estate']['instances'][number] =>
  lab.estate.instances.find((instance) => instance.role === role)!;

/** Runs a query as a DBA would; one object a row. */
export async function ask(instance: LabInstance, text: string): Promise<Record<string, unknown>[]> {
  const { resultSets } = await instance.run(text, { login: 'sa', programName: 'test', database: 'master' });
  const [first] = resultSets;
  return (first?.rows ?? []).map((row) =>
    Object.fromEntries(first!.columns.map(({ name }, index) => [name, row[index]])),
  );
}
