/** Names with everything that means something to T-SQL, PowerShell, SQL Server Agent or Windows pass through every step as names. */
import { noShipping } from '../../domain/log-shipping-record';
import fc from 'fast-check';
import { instanceName, type Pool } from '../../domain/topology/pool';
import { poolSchema } from '../../domain/topology/schema';
import { cmdletText } from '../../domain/powershell-text';
import type { LedgerEntry } from '../../lab/estate/contract';
import { parseBatch } from '../../lab/estate/sql-server/language/parse-statement';
import { primaryShipping, secondaryShipping, secondaryShippingOf, statements } from '../../activities/statements';
import { installMirror } from '../../activities/cmdlets';
import { aPool } from '../../lab/rig/testing/a-pool';
import { copiesOf, servedBy } from '../../lab/rig/testing/estate-state';
import { estateUnderTest } from './support/estate-under-test';
import { productEntries } from '../../lab/rig/testing/product-ledger';
import { usersChat, usersLeave } from './support/situations';

const seed = 20261121;

const hostile = [
  "'",
  "''",
  ']',
  ']]',
  '[',
  '%',
  '%s',
  ';',
  '--',
  '#',
  '$',
  '$x',
  '$$',
  '(',
  ')',
  '`',
  '`n',
  '@{}',
  '&',
  '!',
  '=',
  '+',
  ',',
  '{0}',
  "'; DROP DATABASE mgc; --",
  "');",
  ' GO ',
  'é',
  'ß',
  'İ',
  '中文',
  '🙈',
  '\u2018',
  '\u2019',
  '\u201a',
  '\u201b',
  '\u00a0',
  'x',
  '1',
  ' ',
];

/** A part of a Windows path that a topology file may hold. */
const part = fc
  .array(fc.constantFrom(...hostile), { minLength: 1, maxLength: 10 })
  .map((pieces) => `h${pieces.join('')}h`)
  .filter((name) => !name.includes('$('));

interface Names {
  readonly share: string;
  readonly copies: string;
  readonly mirroring: string;
}

const names: fc.Arbitrary<Names> = fc.record({ share: part, copies: part, mirroring: part });

/** The same pool under other names. @throws when the topology would refuse it. */
const named = (pool: Pool, { share, copies, mirroring }: Names): Pool =>
  poolSchema.parse({
    ...pool,
    logShipping: {
      ...pool.logShipping,
      share: `\\\\fs1.contoso.com\\${share}`,
      copyFolder: `D:\\${copies}`,
    },
    mirroringShare: `\\\\fs1.contoso.com\\${mirroring}`,
  });

const tame: Names = { share: 'share', copies: 'copies', mirroring: 'mirroring' };

/** Every text that a procedure sends to SQL Server for a pool. */
function textsFor(pool: Pool): string[] {
  const { share, copyFolder } = pool.logShipping;
  const file = `${share}\\mgc_1.trn`;
  const files = {
    dataName: share.slice(0, 128),
    dataPath: `${copyFolder}\\mgc.mdf`,
    logName: copyFolder.slice(0, 128),
    logPath: `${copyFolder}\\mgc.ldf`,
  };
  const job = copyFolder.slice(0, 128);
  return [
    statements.fullBackup(file),
    statements.copyOnlyBackup(file),
    statements.tailLogBackup(file),
    statements.restore(file, files, 'ready to use'),
    statements.restore(file, files, 'waiting for logs'),
    statements.restoreLog(file),
    statements.repairUser(job),
    statements.enableJob(job),
    statements.disableJob(job),
    statements.startJob(job),
    ...primaryShipping(pool, { primary: pool.mgc.primary, secondary: pool.mgc.backup }, noShipping, 'sa'),
    ...secondaryShipping(secondaryShippingOf(pool, pool.mgc.primary, noShipping), noShipping, 'sa'),
  ];
}

/** What a text is to the parser: its syntax tree, and where the pool's names stand as values in it. */
function shapeOf(text: string, pool: Pool): string {
  const known = [pool.logShipping.share, pool.logShipping.copyFolder];
  const plain = (value: unknown): unknown => {
    if (value instanceof Map) return [...value].map(plain);
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value === 'string')
      return known.reduce((said, name, index) => said.split(name).join(`<${String(index)}>`), value);
    if (typeof value !== 'object' || value === null || Buffer.isBuffer(value))
      return typeof value === 'bigint' ? String(value) : value;
    return Object.fromEntries(
      Object.entries(value).map(([key, field]) => [key, isPlace(key) ? undefined : plain(field)]),
    );
  };
  return JSON.stringify(plain(parseBatch(text).statements));
}

/** Where something stands in its text, and types of literals, which hold their lengths. */
const isPlace = (key: string): boolean => ['start', 'end', 'line', 'type', 'text'].includes(key);

const cmdletOf = (pool: Pool): string => {
  const { name, parameters } = installMirror(pool, 'backup', 'mgc');
  return cmdletText(name, parameters);
};

/** A PowerShell line in pieces: single-quoted strings with what they mean, and the rest. */
const piecesOf = (line: string): string[] =>
  [
    ...line.matchAll(
      /['\u2018-\u201b]((?:[^'\u2018-\u201b]|(['\u2018-\u201b])['\u2018-\u201b])*)['\u2018-\u201b]|[^'\u2018-\u201b]+/g,
    ),
  ].map(([whole, content]) =>
    content === undefined ? whole : `<${content.replace(/(['\u2018-\u201b])['\u2018-\u201b]/g, '$1')}>`,
  );

describe(`Names are hostile (seed ${String(seed)})`, () => {
  const base = aPool();

  it('every statement is the statement that it is for tame names, and holds the names as values', () => {
    const expected = textsFor(named(base, tame)).map((text) => shapeOf(text, named(base, tame)));
    fc.assert(
      fc.property(names, (chosen) => {
        const pool = named(base, chosen);
        const clash = pool.logShipping.copyFolder.includes(pool.logShipping.share);
        fc.pre(!clash);
        expect(textsFor(pool).map((text) => shapeOf(text, pool))).toEqual(expected);
      }),
      { seed, numRuns: 150 },
    );
  });

  it('every cmdlet is one line whose strings mean the names', () => {
    fc.assert(
      fc.property(names, (chosen) => {
        const pool = named(base, chosen);
        const expected = piecesOf(cmdletOf(named(base, tame))).map((piece) =>
          piece.replace('\\\\fs1.contoso.com\\mirroring', () => pool.mirroringShare!),
        );
        expect(piecesOf(cmdletOf(pool))).toEqual(expected);
      }),
      { seed, numRuns: 300 },
    );
  });

  describe.each(fc.sample(names, { seed, numRuns: 2 }).map((chosen) => [chosen.share, chosen] as const))(
    'a pool whose share is %s',
    (_, chosen) => {
      let pool: Pool;
      let entries: readonly LedgerEntry[];
      let copies: Record<string, string>;
      let served: Record<string, string | null>;

      beforeAll(async () => {
        const estate = await estateUnderTest({ pool: named(aPool(), chosen) });
        pool = estate.pool;
        await usersChat(estate);
        const failover = await estate.complete('failover');
        const failback = await estate.complete('failback');
        expect([failover.report.result, failback.report.result]).toEqual(['completed', 'completed']);
        await usersChat(estate);
        await usersLeave(estate);
        estate.lab.invariants.checkLoss();
        entries = productEntries(estate.lab);
        copies = copiesOf(estate.lab, 'mgc');
        served = servedBy(estate.lab);
        await estate.close();
      }, 120_000);

      it('is failed over and back, to what its topology calls normal', () => {
        expect(copies).toMatchObject({ primary: 'ONLINE PRINCIPAL SYNCHRONIZED', backup: 'RESTORING' });
        expect(Object.values(served)).toEqual(
          pool.primaryDataCentre.chatServers.map(() => instanceName(pool.mgc.primary)),
        );
      });

      it('nothing but what was meant was executed, and nothing was refused', () => {
        expect(entries.length).toBeGreaterThan(20);
        // Log shipping may have started its job a moment before us.
        const runsAlready = /^22022: .* (is already running|already has a pending request)/;
        expect(entries.filter(({ outcome, error = '' }) => outcome !== 'done' && !runsAlready.test(error))).toEqual([]);
        const verbs = new Set(entries.map(({ text }) => /^[A-Z]+(?=\s)|^[A-Z]\w+-\w+/i.exec(text)?.[0]));
        expect([...verbs].sort()).toEqual(
          [
            'ALTER',
            'BACKUP',
            'EXEC',
            'Install-CsMirrorDatabase',
            'RESTORE',
            'Set-CsPersistentChatActiveServer',
            'Set-CsPersistentChatState',
          ].sort(),
        );
        const files = entries.filter(({ text }) => text.includes(' DISK = '));
        const doubled = (name: string): string => name.replaceAll("'", "''");
        for (const { text } of files)
          expect(
            [pool.logShipping.share, pool.logShipping.copyFolder].some((name) => text.includes(doubled(name))),
          ).toBe(true);
      });
    },
  );
});
