/** A share that asks before every operation, and tells of it once its effect is there, before its answer reaches the caller. */
import type { Share } from '../../../activities/adapters/share';

export interface FileOperation {
  readonly name: keyof Share;
  /** The file or folder, and where it goes. */
  readonly paths: readonly string[];
}

export interface Hearer {
  /** Called with each path before anything is done; what it throws is the answer. */
  before(path: string): void;
  /** May throw: then that is the answer, although the effect is there. */
  after(operation: FileOperation): void;
}

export function heardShare(share: Share, { before, after }: Hearer): Share {
  const told = async <Result>(
    name: keyof Share,
    paths: readonly string[],
    work: () => Promise<Result>,
  ): Promise<Result> => {
    paths.forEach(before);
    const result = await work();
    after({ name, paths });
    return result;
  };
  return {
    list: (folder) => told('list', [folder], () => share.list(folder)),
    copy: (from, to, options) => told('copy', [from, to], () => share.copy(from, to, options)),
    removeParts: (folder) => told('removeParts', [folder], () => share.removeParts(folder)),
    exists: (file) => told('exists', [file], () => share.exists(file)),
    move: (from, to) => told('move', [from, to], () => share.move(from, to)),
    remove: (file) => told('remove', [file], () => share.remove(file)),
    free: (folder) => told('free', [folder], () => share.free(folder)),
  };
}
