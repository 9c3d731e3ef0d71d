/** Situations that several scenarios begin with. */
import { estateUnderTest, type EstateOptions, type EstateUnderTest } from './estate-under-test';
import { until } from '../../../lab/rig/testing/until';

const chatting = new WeakSet<EstateUnderTest['lab']>();

/** Users chat, and some more of their messages are acknowledged. */
export async function usersChat({ lab }: Pick<EstateUnderTest, 'lab'>, messages = 10): Promise<void> {
  if (!chatting.has(lab)) lab.chat.startUsers({ count: 4, messagesPerSecond: 10 });
  chatting.add(lab);
  const before = lab.chat.audit().acknowledged;
  await until('users chat', () => lab.chat.audit().acknowledged >= before + messages);
}

/** Users go home; what they were promised can be counted. */
export async function usersLeave({ lab }: Pick<EstateUnderTest, 'lab'>): Promise<void> {
  await lab.chat.stopUsers();
  chatting.delete(lab);
}

/** The primary data centre was lost, the pool failed over, and the data centre stands again, its stores empty. */
export async function primaryRebuilt(options: EstateOptions = {}): Promise<EstateUnderTest> {
  const estate = await estateUnderTest(options);
  await estate.lab.loseDataCentre('primary');
  await estate.complete('failover');
  await estate.lab.rebuildDataCentre('primary');
  return estate;
}

/** The pool stands where the procedure begins, whatever was done before. */
export async function readyFor(estate: EstateUnderTest, procedure: 'failover' | 'failback'): Promise<void> {
  const isFailedOver = estate.lab.lync.store.current.poolState === 'FailedOver';
  if (isFailedOver !== (procedure === 'failback')) await estate.complete(isFailedOver ? 'failback' : 'failover');
}
