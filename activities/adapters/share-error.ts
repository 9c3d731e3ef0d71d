/** The one error that the share throws: a sentence that names the path and the remedy. */
import { remedyOf, type ShareFailureName } from '../../domain/failures';
import { Failure } from '../failure';

export class ShareError extends Failure<ShareFailureName> {
  constructor(
    failure: ShareFailureName,
    sentence: string,
    readonly path: string,
    cause?: unknown,
  ) {
    super(failure, sentence, cause === undefined ? undefined : { cause });
  }
}

interface Meaning {
  readonly failure: ShareFailureName;
  readonly says: string;
}

const notAllowed: Meaning = { failure: 'ShareAccessDenied', says: 'Access is denied to' };
const unreachable: Meaning = { failure: 'FileServerUnreachable', says: 'The file server does not answer for' };
const noSpace: Meaning = { failure: 'ShareFull', says: 'There is no space left to write' };
const inUse: Meaning = { failure: 'ShareFileInUse', says: 'Another process has open' };

const meanings: Readonly<Record<string, Meaning>> = {
  EACCES: notAllowed,
  EPERM: notAllowed,
  EROFS: notAllowed,
  ENOSPC: noSpace,
  EDQUOT: noSpace,
  EBUSY: inUse,
  ETXTBSY: inUse,
  ENETUNREACH: unreachable,
  EHOSTDOWN: unreachable,
  EHOSTUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  ECONNRESET: unreachable,
  ENOTCONN: unreachable,
  ESTALE: unreachable,
  EIO: unreachable,
  ENOENT: { failure: 'ShareFolderMissing', says: 'There is no' },
  ENOTDIR: { failure: 'ShareFolderIsFile', says: 'A file stands where a folder should be in' },
};

const codeOf = (error: unknown): string => {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
};

export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** The failure of a file operation on `path`, as the topology writes it. */
export function toShareError(error: unknown, path: string): ShareError {
  if (error instanceof ShareError) return error;
  const code = codeOf(error);
  const meaning = meanings[code];
  if (meaning === undefined) {
    const why = error instanceof Error ? error.message : String(error);
    return new ShareError('ShareUnusable', `${path} cannot be used: ${why}.`, path, error);
  }
  const { failure, says } = meaning;
  return new ShareError(failure, `${says} ${path} (${code}). ${remedyOf(failure)}`, path, error);
}
