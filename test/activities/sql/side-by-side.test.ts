import { setImmediate } from 'node:timers/promises';
import { sideBySide } from '../../../activities/side-by-side';

/** Work that ends when the test says so. */
class Works {
  readonly begun: number[] = [];
  readonly #ends = new Map<number, End>();

  readonly work = async (item: number): Promise<string> => {
    this.begun.push(item);
    await new Promise<void>((resolve, reject) => this.#ends.set(item, { resolve, reject }));
    return `done ${String(item)}`;
  };

  async end(item: number, failure?: Error): Promise<void> {
    if (failure === undefined) this.#ends.get(item)?.resolve();
    else this.#ends.get(item)?.reject(failure);
    await setImmediate();
  }
}

interface End {
  resolve(): void;
  reject(failure: Error): void;
}

describe('work side by side', () => {
  it('is begun in order, four pieces at a time, and its results have the order of the items', async () => {
    const works = new Works();
    const results = sideBySide([0, 1, 2, 3, 4, 5], works.work);
    await setImmediate();
    expect(works.begun).toEqual([0, 1, 2, 3]);
    await works.end(2);
    expect(works.begun).toEqual([0, 1, 2, 3, 4]);
    for (const item of [4, 5, 0, 1, 3]) await works.end(item);
    await expect(results).resolves.toEqual(['done 0', 'done 1', 'done 2', 'done 3', 'done 4', 'done 5']);
  });

  it('begins nothing more after the first failure, and fails with it once nothing is under way', async () => {
    const works = new Works();
    const settled = jest.fn();
    const failed = sideBySide([0, 1, 2, 3, 4, 5], works.work).catch(settled);
    await setImmediate();
    await works.end(1, new Error('the first'));
    await works.end(0, new Error('the second'));
    await works.end(2);
    expect(settled).not.toHaveBeenCalled();
    await works.end(3);
    await failed;
    expect(settled).toHaveBeenCalledWith(new Error('the first'));
    expect(works.begun).toEqual([0, 1, 2, 3]);
  });

  it('is done at once where there is none', async () => {
    await expect(sideBySide([], new Works().work)).resolves.toEqual([]);
  });
});
