/** Keeps what the undo of the removal of log shipping needs. */
import { storeUnusable } from '../../domain/judgements';
import { shippingOn } from '../looks/log-shipping';
import type { OperationDefinition } from '../operation';
import { storeAt } from '../scope';

export const recordLogShipping: OperationDefinition<'recordLogShipping'> = {
  wants: [],
  needs: ({ on }, { pool, seen }) => [storeUnusable(seen, pool, on)],
  acts: () => [],
  async perform({ on }, { tools, pool }) {
    const { secondary } = await shippingOn(tools, pool, storeAt(pool, on));
    return { record: secondary === undefined ? {} : { secondary: secondary.record } };
  },
};
