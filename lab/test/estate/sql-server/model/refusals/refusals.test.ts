/** The table of refusals: each number that BACKUP and RESTORE may answer, in a situation of its own. */
import { parts } from '../../../../../estate/parts';
import { anEstate } from '../support';
import type { TestEstate } from '../support';
import { ofBackups } from './of-backups';
import { ofLogShipping } from './of-log-shipping';
import { ofMirroring } from './of-mirroring';
import { ofRestoreSequences } from './of-restore-sequences';
import { ofRestores } from './of-restores';
import { messagesOf, Situation } from './table';
import type { Row } from './table';

const tables: Readonly<Record<string, readonly Row[]>> = {
  BACKUP: ofBackups,
  RESTORE: ofRestores,
  'restore sequences': ofRestoreSequences,
  mirroring: ofMirroring,
  'log shipping': ofLogShipping,
};

describe('the refusals and messages of SQL Server, by number', () => {
  let lab: TestEstate;
  let rows = 0;
  beforeAll(async () => {
    lab = await anEstate(100_000, { parts });
  });
  afterAll(() => lab.close());

  describe.each(Object.entries(tables))('of %s', (_, table) => {
    test.each(table.map((row) => [row.number, row.when, row] as const))('%i when %s', async (number, _when, row) => {
      const situation = new Situation(lab, `r${String((rows += 1))}`);
      await situation.run('CREATE DATABASE [$db]');
      const messages = await messagesOf(row, situation).finally(() => situation.end());
      expect(messages).toContainEqual(
        expect.objectContaining({
          number,
          severity: row.severity ?? 16,
          state: row.state ?? 1,
          text: expect.stringMatching(row.text) as string,
        }),
      );
    });
  });
});
