/** A share that tells of every operation once its effect is there, before its answer reaches the caller. */
import type { Share } from '../../../activities/adapters/share';

export interface FileOperation {
  readonly name: keyof Share;
  /** The file or folder, and where it goes. */
  readonly paths: readonly string[];
}

/** `heard` may throw: then that is the answer, although the effect is there. */
export function heardShare(share: Share, heard: (operation: FileOperation) => void): Share {
  const told = async <Result>(name: keyof Share, paths: readonly string[], work: Promise<Result>): Promise<Result> => {
    const result = await work;
    heard({ name, paths });
    return result;
  };
  return {
    list: (folder) => told('list', [folder], share.list(folder)),
    copy: (from, to, options) => told('copy', [from, to], share.copy(from, to, options)),
    removeParts: (folder) => told('removeParts', [folder], share.removeParts(folder)),
    exists: (file) => told('exists', [file], share.exists(file)),
    move: (from, to) => told('move', [from, to], share.move(from, to)),
    remove: (file) => told('remove', [file], share.remove(file)),
    free: (folder) => told('free', [folder], share.free(folder)),
  };
}
