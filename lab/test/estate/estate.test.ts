import fs from 'node:fs';
import { OsError } from '../../estate/contract';
import type { Place } from '../../estate/contract';
import { administer, anEstate, backup, createMgc, full, numbersOf, restore } from './sql-server/model/support';
import { until } from '../../rig/testing/until';
import type { TestEstate } from './sql-server/model/support';

const codeOf = async (work: () => Promise<unknown>): Promise<number | undefined> => {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof OsError) return error.code;
    throw error;
  }
};

describe('an estate', () => {
  let lab: TestEstate;
  const primary: Place = { side: 'primary', host: 'sql1.contoso.com' };
  const secondary: Place = { side: 'secondary', host: 'sql3.contoso.com' };
  const share = '\\\\fs\\ls\\mgc\\a.trn';

  beforeEach(async () => {
    lab = await anEstate();
  });
  afterEach(() => lab.close());

  it('gives every host its own disks and all hosts the same shares', async () => {
    const { files } = lab.estate;
    await files.write(share, Buffer.from('shared'), primary);
    expect(
      (await files.read(share.toUpperCase().replace('A.TRN', 'a.trn').replace('MGC', 'mgc'), secondary)).toString(),
    ).toBe('shared');
    await files.write('E:\\LS\\mgc\\b.trn', Buffer.from('local'), secondary);
    expect(files.exists('E:\\LS\\mgc\\b.trn', primary)).toBe(false);
  });

  it.each([
    ['a missing file', 2, '\\\\fs\\ls\\mgc\\none.trn'],
    ['a missing folder', 3, '\\\\fs\\ls\\none\\none.trn'],
    ['a missing share', 53, '\\\\fs\\none\\none.trn'],
  ])('answers as Windows does for %s', async (_, code, path) => {
    expect(await codeOf(() => lab.estate.files.read(path, primary))).toBe(code);
  });

  it('does not reach a share over a link that is cut', async () => {
    lab.estate.cutLink('primary-secondary');
    expect(await codeOf(() => lab.estate.files.list('\\\\fs\\ls\\mgc', primary))).toBe(53);
    expect(await codeOf(() => lab.estate.files.list('\\\\fs\\ls\\mgc', secondary))).toBeUndefined();
    lab.estate.mendLink('primary-secondary');
    expect(await codeOf(() => lab.estate.files.list('\\\\fs\\ls\\mgc', primary))).toBeUndefined();
  });

  it('refuses a path that is denied with 5 and a write to a full share with 112, until the fault ends', async () => {
    const { files, faults } = lab.estate;
    const allow = faults.deny('\\\\fs\\ls', primary.host);
    expect(await codeOf(() => files.write(share, Buffer.from('x'), primary))).toBe(5);
    expect(await codeOf(() => files.write(share, Buffer.from('x'), secondary))).toBeUndefined();
    allow();
    const free = faults.fill('\\\\fs\\ls');
    expect(await codeOf(() => files.write(share, Buffer.from('x'), primary))).toBe(112);
    free();
    expect(await codeOf(() => files.write(share, Buffer.from('x'), primary))).toBeUndefined();
  });

  it('never lets a path leave its share', async () => {
    expect(await codeOf(() => lab.estate.files.read('\\\\fs\\ls\\..\\..\\x', primary))).toBe(3);
  });

  it('loses a data centre at once, and brings it back with the databases it had, which recover first', async () => {
    const instance = lab.instance('SQL1\\CHAT');
    await createMgc(instance);
    await lab.estate.lose('primary');
    expect([instance.isUp, lab.estate.isLost('primary')]).toEqual([false, true]);
    await lab.estate.bringBack('primary');
    expect(instance.isUp).toBe(true);
    expect(instance.find('mgc')?.state).toBe('RECOVERING');
    await until('mgc is recovered', () => instance.find('mgc')?.state === 'ONLINE');
  });

  it('rebuilds a data centre with fresh instances', async () => {
    const instance = lab.instance('SQL1\\CHAT');
    await createMgc(instance);
    await lab.estate.lose('primary');
    await lab.estate.rebuild('primary');
    expect(instance.databases().map(({ name }) => name)).toEqual(['master', 'tempdb', 'model', 'msdb']);
  });

  it('says what changed', async () => {
    const said: string[] = [];
    lab.estate.onChanged((what) => said.push(what));
    await createMgc(lab.instance('SQL1\\CHAT'));
    expect(said).toContain('SQL1\\CHAT: database mgc created');
  });

  it('hides the shares and disks of a lost data centre from everybody, until it is back or built again', async () => {
    const { files } = lab.estate;
    await files.write(share, Buffer.from('shared'), secondary);
    await files.write('E:\\LS\\mgc\\b.trn', Buffer.from('local'), secondary);
    const found = (): boolean[] => files.mapped.map(({ folder }) => fs.existsSync(folder));
    expect(found()).toEqual([true, true, true]);
    await lab.estate.lose('secondary');
    expect(found()).toEqual([false, false, false]);
    await lab.estate.bringBack('secondary');
    expect(found()).toEqual([true, true, true]);
    expect((await files.read(share, secondary)).toString()).toBe('shared');
    await lab.estate.lose('secondary');
    await lab.estate.rebuild('secondary');
    expect(found()).toEqual([true, true, true]);
    expect([files.exists(share, secondary), files.exists('E:\\LS\\mgc\\b.trn', secondary)]).toEqual([false, false]);
  });

  it('refuses a restore onto a disk without space, saying how much it needs', async () => {
    await createMgc(lab.instance('SQL1\\CHAT'));
    await administer(lab.instance('SQL1\\CHAT'), backup('database', full));
    lab.estate.faults.fill('D:\\', secondary.host);
    const work = administer(lab.instance('SQL3\\CHAT'), restore('database', full, { NORECOVERY: true }));
    expect(await numbersOf(work)).toEqual([3257, 3119, 3013]);
  });
});
