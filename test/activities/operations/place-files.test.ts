import { baseName, filesFor } from '../../../activities/operations/parts/place-files';
import type { DatabaseFacts } from '../../../domain/observation';
import type { Store } from '../../../domain/topology/pool';
import { storeSchema } from '../../../domain/topology/schema';

type Files = DatabaseFacts['files'];

const inBackup: Files = [
  { logical: 'mgc', physical: 'E:\\data\\mgc.mdf', isLog: false },
  { logical: 'mgc_log', physical: 'F:\\log\\mgc_log.ldf', isLog: true },
];
const onTarget: Files = [
  { logical: 'former', physical: 'X:\\here\\former.mdf', isLog: false },
  { logical: 'former_log', physical: 'Y:\\here\\former.ldf', isLog: true },
];
const store = (folders: Partial<Store> = {}): Store => storeSchema.parse({ server: 'sql1', ...folders });

describe('the files of a restored mgc', () => {
  it.each<readonly [string, Files, Partial<Store>, string, string]>([
    ['lie as in the backup where nothing else is said', [], {}, 'E:\\data\\mgc.mdf', 'F:\\log\\mgc_log.ldf'],
    [
      'lie in the folders of the topology',
      [],
      { dataFolder: 'D:\\d', logFolder: 'L:\\l\\' },
      'D:\\d\\mgc.mdf',
      'L:\\l\\mgc_log.ldf',
    ],
    [
      'lie together where the topology names one folder',
      [],
      { dataFolder: 'D:\\d' },
      'D:\\d\\mgc.mdf',
      'D:\\d\\mgc_log.ldf',
    ],
    [
      'lie under / where SQL Server runs on Linux',
      [],
      { dataFolder: '/var/opt/mssql/data/', logFolder: '/log' },
      '/var/opt/mssql/data/mgc.mdf',
      '/log/mgc_log.ldf',
    ],
    ['lie where the copy that stands there has them', onTarget, {}, 'X:\\here\\former.mdf', 'Y:\\here\\former.ldf'],
    [
      'lie where the copy has them whatever the topology says',
      onTarget,
      { dataFolder: 'D:\\d' },
      'X:\\here\\former.mdf',
      'Y:\\here\\former.ldf',
    ],
  ])('%s, under their logical names', (_, target, folders, dataPath, logPath) => {
    expect(filesFor(inBackup, target, store(folders))).toEqual({
      dataName: 'mgc',
      dataPath,
      logName: 'mgc_log',
      logPath,
    });
  });

  it.each<readonly [string, Files, string]>([
    ['no log file', inBackup.slice(0, 1), 'mgc has 0 log files; exactly one is expected.'],
    ['two data files', [inBackup[0]!, ...inBackup], 'mgc has 2 data files; exactly one is expected.'],
  ])('are refused where the backup has %s', (_, files, sentence) => {
    expect(() => filesFor(files, [], store())).toThrow(sentence);
  });

  it.each([
    ['\\\\fs1\\logs\\mgc.trn', 'mgc.trn'],
    ['D:\\x/mgc.trn', 'mgc.trn'],
    ['/var/opt/mssql/mgc.trn', 'mgc.trn'],
    ['mgc.trn', 'mgc.trn'],
  ])('have a name: %s', (path, name) => {
    expect(baseName(path)).toBe(name);
  });
});
