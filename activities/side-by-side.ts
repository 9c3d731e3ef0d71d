/** Many small pieces of work, several at a time: each waits for a share or a server most of its time. */
import pMap from 'p-map';

/** As many as an adapter has connections to an instance. */
const concurrency = 4;

/** Begins the work in the order of the items. @returns the results in that order. @throws what the first failure was, once nothing is under way any more. */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const begun: Promise<Result>[] = [];
  const begin = (item: Item, index: number): Promise<Result> => {
    const result = work(item, index);
    begun.push(result);
    return result;
  };
  try {
    return await pMap(items, begin, { concurrency });
  } finally {
    // The library rejects with the first failure at once and lets the others run on unseen.
    await Promise.allSettled(begun);
  }
}
