/** Copies bytes from file to file so that a caller hears of progress and can give up within a second. */
import { open, type FileHandle } from 'node:fs/promises';

const chunkSize = 1024 * 1024;
/** For closing files of a share that has stopped answering. */
const patienceMs = 500;

export interface CopyProgress {
  heartbeat(bytes: number): void;
  readonly signal?: AbortSignal | undefined;
}

/** Resolves to the result of `work`, or rejects with the signal's reason: an operation on a dead share may never end. */
export async function orAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work;
  // Nobody may be left to hear of it.
  work.catch(() => undefined);
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('The copy was given up.'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Waits for cleaning up, but not for a share that has stopped answering. */
export async function patiently(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([work.catch(() => undefined), patience]);
  clearTimeout(timer);
}

/** Writes all of `from` into the new file `to`, down to the disk. Resolves to the number of bytes. */
export async function copyBytes(from: string, to: string, { heartbeat, signal }: CopyProgress): Promise<number> {
  const handles: FileHandle[] = [];
  const opened = async (file: string, flags: string): Promise<FileHandle> => {
    const handle = await orAborted(open(file, flags), signal);
    handles.push(handle);
    return handle;
  };
  try {
    const source = await opened(from, 'r');
    const target = await opened(to, 'wx');
    const buffer = Buffer.allocUnsafe(chunkSize);
    let copied = 0;
    for (;;) {
      const { bytesRead } = await orAborted(source.read(buffer, 0, chunkSize, copied), signal);
      if (bytesRead === 0) break;
      await orAborted(writeAll(target, buffer.subarray(0, bytesRead), copied), signal);
      copied += bytesRead;
      heartbeat(copied);
    }
    await orAborted(target.sync(), signal);
    return copied;
  } finally {
    await patiently(Promise.all(handles.map((handle) => handle.close())));
  }
}

async function writeAll(target: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await target.write(bytes, written, bytes.length - written, at + written);
    written += bytesWritten;
  }
}
