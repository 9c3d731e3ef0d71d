/** xp_fileexist: whether a file or folder of the host or of a share is there. */
import { win32 } from 'node:path';
import type { Procedure, SqlType } from '../../contract';
import type { Storage } from '../ports';
import { textArgument } from './arguments';

const text: SqlType = { name: 'nvarchar', length: 260 };
const int: SqlType = { name: 'int' };

export const xpFileExist = (instance: Storage): Procedure => ({
  parameters: [
    { name: '@filename', type: text },
    { name: '@result', type: int, default: null, output: true },
  ],
  run: async (call) => {
    const path = textArgument(call, '@filename');
    const isFolder = instance.files.isFolder(path, instance.place);
    const isFile = !isFolder && instance.files.exists(path, instance.place);
    if (call.outputs.has('@result')) {
      call.output('@result', isFile ? 1 : 0);
      return 0;
    }
    const { reply } = call;
    const columns = ['File Exists', 'File is a Directory', 'Parent Directory Exists'];
    reply.columns(columns.map((name) => ({ name, type: int })));
    reply.row([isFile, isFolder, instance.files.isFolder(win32.dirname(path), instance.place)].map(Number));
    reply.done(1);
    return 0;
  },
});
