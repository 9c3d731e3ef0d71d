/** Holds a result against what was promised of it, before an operation is sent it. */
import { compareLsn, lsn } from '../lsn';
import type { RefPromise } from './runbook';

const folderOf = (folder: string): string =>
  `${folder
    .replace(/[\\/]+$/, '')
    .replaceAll('/', '\\')
    .toLowerCase()}\\`;

/** Why `value` is not what was promised, as a sentence; `undefined` when it is. */
export function brokenPromise(value: unknown, promise: RefPromise | null): string | undefined {
  if (promise === null) return undefined;
  switch (promise.kind) {
    case 'file under': {
      if (typeof value !== 'string') return `It is to name a file under ${promise.folder}, but is ${said(value)}.`;
      const path = value.replaceAll('/', '\\').toLowerCase();
      const leaves = path.split('\\').some((part) => part === '..');
      return path.startsWith(folderOf(promise.folder)) && !path.endsWith('\\') && !leaves
        ? undefined
        : `It is to name a file under ${promise.folder}, but is ${said(value)}.`;
    }
    case 'LSN at least': {
      if (typeof value !== 'string' || !/^\d{1,25}$/.test(value))
        return `It is to be an LSN from ${promise.lsn} on, but is ${said(value)}.`;
      return compareLsn(lsn(value), lsn(promise.lsn)) >= 0
        ? undefined
        : `It is to be an LSN from ${promise.lsn} on, but is ${value}, which is before it.`;
    }
  }
}

const said = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value));
