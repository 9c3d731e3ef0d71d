/** The one error that the share throws: a sentence that names the path and the remedy. */

/** `refused`: trying again cannot help, a person is needed. `retry`: it may work later. */
export type ShareFailureKind = 'refused' | 'retry';

export class ShareError extends Error {
  constructor(
    message: string,
    readonly kind: ShareFailureKind,
    readonly path: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ShareError';
  }
}

interface Meaning {
  readonly kind: ShareFailureKind;
  readonly says: string;
  readonly remedy: string;
}

const notAllowed: Meaning = {
  kind: 'refused',
  says: 'Access is denied to',
  remedy: 'Give the account of this worker read and write rights on the share and on the folder.',
};

const unreachable: Meaning = {
  kind: 'retry',
  says: 'The file server does not answer for',
  remedy: 'Check the file server and the network to it.',
};

const noSpace: Meaning = {
  kind: 'retry',
  says: 'There is no space left to write',
  remedy: 'Free space on that volume, or move old log backups away that no store needs any more.',
};

const inUse: Meaning = {
  kind: 'retry',
  says: 'Another process has open',
  remedy: 'It is tried again; look for a backup, a copy job or a virus scanner that holds the file.',
};

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
  // Windows gives ENOENT for a host that does not answer too, so it is not yet proof of a wrong name.
  ENOENT: {
    kind: 'retry',
    says: 'There is no',
    remedy: 'Check that the share exists, that its file server answers, and that the topology file names it rightly.',
  },
  ENOTDIR: {
    kind: 'refused',
    says: 'A file stands where a folder should be in',
    remedy: 'Correct the path in the topology file.',
  },
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
    return new ShareError(`${path} cannot be used: ${why}.`, 'retry', path, error);
  }
  return new ShareError(`${meaning.says} ${path} (${code}). ${meaning.remedy}`, meaning.kind, path, error);
}
