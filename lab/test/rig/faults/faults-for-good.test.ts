/** Faults that no end takes back: what they did stays for the rest of the file. */
import { ask, instanceOf } from '../../../rig/testing/estate-state';
import { byApi, lab, overHttp, primary, withOneLab } from './support';

withOneLab();

describe('a fault for good', () => {
  it('lose-data-centre and rebuild-data-centre: gone at once, and back empty', async () => {
    await byApi('lose-data-centre', 'secondary');
    expect(lab.estate.isLost('secondary')).toBe(true);
    await overHttp('rebuild-data-centre', 'secondary');
    expect([lab.estate.isLost('secondary'), instanceOf(lab, 'backup').database('mgc')]).toEqual([false, undefined]);
  });

  it('seal-database: RESTORING without a mirror, and the tail of the log in a file that nobody knows of', async () => {
    const said = await byApi('seal-database', 'primary');
    const [, file] = /the tail of its log is in (.+)\.$/.exec(said) ?? [];
    const { state, mirroring } = primary().database('mgc')!;
    expect([state, mirroring]).toEqual(['RESTORING', undefined]);
    expect(await ask(primary(), `RESTORE HEADERONLY FROM DISK = N'${file!}'`)).toMatchObject([
      { IsForceOffline: true },
    ]);
  });
});
