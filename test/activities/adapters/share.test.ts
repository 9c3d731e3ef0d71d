import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createShare, ShareError, type CopyOptions, type Share } from '../../../activities/adapters/share';
import { toShareError } from '../../../activities/adapters/share-error';
import { locator } from '../../../activities/adapters/share-paths';

const from = '\\\\fs1.contoso.com\\logs\\mgc_1.trn';
const to = 'D:\\copies\\mgc_1.trn';
const quietly: CopyOptions = { verify: () => Promise.resolve(), heartbeat: () => undefined };

describe('the share', () => {
  let root: string;
  let logs: string;
  let copies: string;
  let share: Share;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'share-'));
    logs = path.join(root, 'logs');
    copies = path.join(root, 'copies');
    await mkdir(logs);
    await mkdir(copies);
    await writeFile(path.join(logs, 'mgc_1.trn'), 'a log backup');
    share = createShare([
      { path: '\\\\FS1.contoso.com\\logs', folder: logs },
      { path: 'D:\\copies', folder: copies },
    ]);
  });
  afterEach(() => rm(root, { recursive: true }));

  it('lists finished files with size and time, by name', async () => {
    await writeFile(path.join(logs, 'mgc_0.trn'), 'x');
    await utimes(path.join(logs, 'mgc_0.trn'), 0, 86_400);
    await writeFile(path.join(logs, 'mgc_2.trn.0123abcd.part'), 'half');
    await expect(share.list('\\\\fs1.contoso.com\\logs\\')).resolves.toEqual([
      { name: 'mgc_0.trn', size: 1, modifiedAt: '1970-01-02T00:00:00.000Z' },
      { name: 'mgc_1.trn', size: 12, modifiedAt: expect.any(String) as unknown },
    ]);
  });

  it('lists a log backup that gets its name while the folder is listed', async () => {
    const unseen: number[] = [];
    for (let round = 0; round < 100; round += 1) {
      const stem = path.join(logs, `mgc_round_${String(round)}`);
      await writeFile(`${stem}.wrk`, 'x');
      const [files] = await Promise.all([
        share.list('\\\\fs1.contoso.com\\logs'),
        rename(`${stem}.wrk`, `${stem}.trn`),
      ]);
      if (files.every(({ name }) => !name.startsWith(`mgc_round_${String(round)}.`))) unseen.push(round);
    }
    expect(unseen).toEqual([]);
  });

  it('copies under a temporary name that is verified before the file gets its own', async () => {
    const seen: string[][] = [];
    const verify = async (temporary: string): Promise<void> => {
      seen.push([temporary, ...(await readdir(copies))]);
    };
    const beats: number[] = [];
    await expect(share.copy(from, to, { verify, heartbeat: (bytes) => void beats.push(bytes) })).resolves.toBe(
      'copied',
    );
    const name = expect.stringMatching(/^mgc_1\.trn\.[0-9a-f]{8}\.part$/) as unknown;
    expect(seen).toEqual([[expect.stringMatching(/^D:\\copies\\mgc_1\.trn\.[0-9a-f]{8}\.part$/), name]]);
    expect(beats).toEqual([12]);
    await expect(readdir(copies)).resolves.toEqual(['mgc_1.trn']);
    await expect(readFile(path.join(copies, 'mgc_1.trn'), 'utf8')).resolves.toBe('a log backup');
  });

  it('leaves a file of the same size alone', async () => {
    await writeFile(path.join(copies, 'mgc_1.trn'), 'A LOG BACKUP');
    await expect(share.copy(from, to, quietly)).resolves.toBe('already there');
    await expect(readFile(path.join(copies, 'mgc_1.trn'), 'utf8')).resolves.toBe('A LOG BACKUP');
  });

  it('replaces a file of another size', async () => {
    await writeFile(path.join(copies, 'mgc_1.trn'), 'half');
    await expect(share.copy(from, to, quietly)).resolves.toBe('copied');
    await expect(readFile(path.join(copies, 'mgc_1.trn'), 'utf8')).resolves.toBe('a log backup');
  });

  it('removes what former attempts left when it is asked to, and nothing else', async () => {
    for (const name of ['mgc_1.trn', 'mgc_1.trn.deadbeef.part', 'mgc_2.trn.0123abcd.part', 'a.part'])
      await writeFile(path.join(copies, name), 'half');
    await share.removeParts('D:\\copies');
    await expect(readdir(copies)).resolves.toEqual(['a.part', 'mgc_1.trn']);
  });

  it('leaves nothing behind when the copy does not verify', async () => {
    const verify = (): Promise<void> => Promise.reject(new Error('not of this database'));
    await expect(share.copy(from, to, { ...quietly, verify })).rejects.toThrow('not of this database');
    await expect(readdir(copies)).resolves.toEqual([]);
  });

  it('leaves nothing behind when it is cancelled, even while the check hangs', async () => {
    const cancelled = new AbortController();
    const verify = (): Promise<void> => {
      cancelled.abort(new Error('cancelled'));
      return new Promise(() => undefined);
    };
    await expect(share.copy(from, to, { ...quietly, verify, signal: cancelled.signal })).rejects.toThrow('cancelled');
    await expect(readdir(copies)).resolves.toEqual([]);
  });

  it('leaves nothing behind when it is cancelled between two chunks', async () => {
    await writeFile(path.join(logs, 'mgc_1.trn'), Buffer.alloc(5 * 1024 * 1024));
    const cancelled = new AbortController();
    const beats: number[] = [];
    const heartbeat = (bytes: number): void => {
      beats.push(bytes);
      cancelled.abort(new Error('cancelled'));
    };
    await expect(share.copy(from, to, { ...quietly, heartbeat, signal: cancelled.signal })).rejects.toThrow(
      'cancelled',
    );
    expect(beats).toHaveLength(1);
    await expect(readdir(copies)).resolves.toEqual([]);
  });

  it('refuses a log backup that is not there, but may try again when its whole folder is not', async () => {
    await expect(share.copy('\\\\fs1.contoso.com\\logs\\gone.trn', to, quietly)).rejects.toMatchObject({
      failure: 'ShareFileMissing',
      path: '\\\\fs1.contoso.com\\logs\\gone.trn',
    });
    await rm(logs, { recursive: true });
    await expect(share.copy(from, to, quietly)).rejects.toMatchObject({
      failure: 'ShareFolderMissing',
      path: '\\\\fs1.contoso.com\\logs',
    });
    await expect(share.list('\\\\fs1.contoso.com\\logs')).rejects.toMatchObject({ failure: 'ShareFolderMissing' });
  });

  it('knows whether a file exists, removes it, and does not mind when it is gone', async () => {
    await expect(share.exists(from)).resolves.toBe(true);
    await share.remove(from);
    await share.remove(from);
    await expect(share.exists(from)).resolves.toBe(false);
  });

  it('tells how much space is left', async () => {
    await expect(share.free('D:\\copies')).resolves.toBeGreaterThan(0);
  });
});

describe('a path of the topology', () => {
  const locate = locator(
    [
      { path: '\\\\fs\\share', folder: '/outer' },
      { path: '\\\\fs\\share\\inner\\', folder: '/inner' },
      { path: 'F:\\', folder: '/disk' },
      { path: '/logs', folder: '/mounted' },
    ],
    'linux',
  );

  it.each([
    ['\\\\fs\\share\\a.trn', '/outer/a.trn'],
    ['\\\\FS\\Share\\Inner\\a.trn', '/inner/a.trn'],
    ['//fs/share/inner/b/a.trn', '/inner/b/a.trn'],
    ['\\\\fs\\share', '/outer'],
    ['\\\\fs\\share\\', '/outer'],
    ['\\\\fs\\share\\..a.trn', '/outer/..a.trn'],
    ['f:\\b\\a.trn', '/disk/b/a.trn'],
    ['/logs/b/a.trn', '/mounted/b/a.trn'],
  ])('%s lies where the longest mapped path says', (windowsPath, local) => {
    expect(locate(windowsPath)).toBe(local);
  });

  it.each(['\\\\fs\\shared\\a.trn', '\\\\fs\\a.trn', '/log/a.trn', 'E:\\a.trn', '\\\\fs\\share\\..\\a.trn'])(
    '%s is refused in a sentence',
    (windowsPath) => {
      expect(() => locate(windowsPath)).toThrow(ShareError);
    },
  );

  it('needs no map on Windows', () => {
    expect(locator([], 'win32')('E:/logs/a.trn')).toBe('E:\\logs\\a.trn');
  });
});

describe('a failure of the file system', () => {
  it.each([
    ['EACCES', 'refuse', 'rights'],
    ['ENOSPC', 'retry', 'Free space'],
    ['ENETUNREACH', 'retry', 'network'],
    ['EHOSTDOWN', 'retry', 'network'],
    ['ENOENT', 'retry', 'exists'],
    ['EWHATEVER', 'retry', 'cannot be used'],
  ])('%s is a sentence with the path, and %s', (code, verdict, remedy) => {
    const error = toShareError(Object.assign(new Error(code), { code }), from);
    expect(error.verdict).toBe(verdict);
    expect(error.message).toContain(from);
    expect(error.message).toContain(remedy);
  });
});
