/** Names that would be statements stay names in a plan. */
import { poolSchema } from '../../domain/topology/schema';
import { normalState } from '../domain/support/observation';
import { aPool } from '../domain/support/pool';
import { planOf } from './support/plan-of';
import { told } from './support/told';

describe('a hostile name', () => {
  const named = (changes: object): boolean => {
    const pool = aPool();
    return poolSchema.safeParse({ ...pool, ...changes }).success;
  };
  const hostile = `x'; DROP DATABASE mgc; --`;

  it.each<readonly [string, object]>([
    ['a pool', { fqdn: hostile }],
    ['a server', { mgc: { ...aPool().mgc, primary: { server: hostile } } }],
    ['an instance', { mgc: { ...aPool().mgc, primary: { server: 'sql1', instance: `C'T` } } }],
    ['a chat server', { primaryDataCentre: { name: 'chicago', chatServers: [hostile] } }],
    ['a data centre', { primaryDataCentre: { name: hostile, chatServers: ['chat1'] } }],
  ])('of %s does not pass the schema of the topology', (_, changes) => {
    expect(named(changes)).toBe(false);
  });

  it('of a folder is quoted, as a share may hold an apostrophe', () => {
    const logShipping = { share: `\\\\fs1\\o'brien`, shareIn: 'elsewhere', copyFolder: `D:\\o'brien` };
    const { applyLogBackups, takeTailLog } = told(planOf(normalState, { pool: aPool({ logShipping }) }));
    expect(takeTailLog?.[3]).toContain(`TO DISK = N'\\\\fs1\\o''brien\\mgc_tail_r1.trn' WITH`);
    expect(applyLogBackups?.[0]).toContain(`N'D:\\o''brien\\mgc_20261121095000.trn' WITH`);
  });

  it('of a mirroring share is quoted for PowerShell', () => {
    const { mirrorBackup } = told(planOf(normalState, { pool: aPool({ mirroringShare: `\\\\fs1\\o'brien` }) }));
    expect(mirrorBackup?.[0]).toContain(`-FileShare '\\\\fs1\\o''brien' -SqlServerFqdn`);
  });
});
