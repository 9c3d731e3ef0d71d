/** The extended procedures that look at files and at the registry of the host. */
import { win32 } from 'node:path';
import type { Procedure, SqlType } from '../../contract';
import type { Instance } from '../instance';
import { refusal } from '../refusals';
import { answer, textArgument } from './answer';
import type { Procedures } from './answer';

const text: SqlType = { name: 'nvarchar', length: 260 };
const int: SqlType = { name: 'int' };
const megabyte = 1024 * 1024;

const xpFileExist = (instance: Instance): Procedure => ({
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

/** An empty set where the path is missing or denied, as the product answers. */
const xpDirTree = (instance: Instance): Procedure => ({
  parameters: [
    { name: '@directory', type: text },
    { name: '@depth', type: int, default: 0 },
    { name: '@file', type: int, default: 0 },
  ],
  run: async (call) => {
    const withFiles = Number(call.arguments.get('@file') ?? 0) > 0;
    const depth = Number(call.arguments.get('@depth') ?? 0);
    const entries = instance.files.tree(
      textArgument(call, '@directory'),
      instance.place,
      depth === 0 ? Infinity : depth,
    );
    const rows = entries
      .filter(({ isFile }) => withFiles || !isFile)
      .map(({ name, level, isFile }) => ({ subdirectory: name, depth: level, file: isFile ? 1 : 0 }));
    return answer(call, `subdirectory nvarchar(512), depth int${withFiles ? ', file int' : ''}`, rows);
  },
});

const xpCreateSubdir = (instance: Instance): Procedure => ({
  parameters: [{ name: '@directory', type: text }],
  run: async (call) => {
    if (!call.session.isSysadmin) throw refusal(229, 'EXECUTE', 'xp_create_subdir', 'mssqlsystemresource', 'sys');
    const folder = textArgument(call, '@directory');
    if (folder === '') throw refusal(22048);
    try {
      instance.files.makeFolder(folder, instance.place);
    } catch {
      return 1;
    }
    return 0;
  },
});

const xpFixedDrives = (instance: Instance): Procedure => ({
  parameters: [],
  run: async ({ reply }) => {
    reply.columns([
      { name: 'drive', type: { name: 'char', length: 1 } },
      { name: 'MB free', type: int },
    ]);
    const drives = [
      ...new Set(
        [instance.dataFolder, instance.logFolder, instance.backupFolder].map((folder) => folder[0]!.toUpperCase()),
      ),
    ].sort();
    for (const drive of drives)
      reply.row([drive, Math.floor(instance.files.freeBytes(`${drive}:\\`, instance.place) / megabyte)]);
    reply.done(drives.length);
    return 0;
  },
});

/** Knows the default folders of the instance, and nothing else of the registry. */
const xpInstanceRegread = (instance: Instance): Procedure => ({
  parameters: [
    { name: '@rootkey', type: text },
    { name: '@key', type: text },
    { name: '@value_name', type: text },
    { name: '@value', type: text, default: null, output: true },
  ],
  run: async (call) => {
    const folders: Readonly<Record<string, string>> = {
      defaultdata: instance.dataFolder,
      defaultlog: instance.logFolder,
      backupdirectory: instance.backupFolder,
    };
    const isServerKey = textArgument(call, '@key').toLowerCase() === 'software\\microsoft\\mssqlserver\\mssqlserver';
    const name = textArgument(call, '@value_name');
    const value = isServerKey ? (folders[name.toLowerCase()] ?? null) : null;
    if (call.outputs.has('@value')) {
      call.output('@value', value);
      return 0;
    }
    return answer(
      call,
      'Value nvarchar(260), Data nvarchar(260)',
      value === null ? [] : [{ Value: name, Data: value }],
    );
  },
});

export const fileProcedures: Procedures = {
  xp_fileexist: xpFileExist,
  xp_dirtree: xpDirTree,
  xp_create_subdir: xpCreateSubdir,
  xp_fixeddrives: xpFixedDrives,
  xp_instance_regread: xpInstanceRegread,
};
