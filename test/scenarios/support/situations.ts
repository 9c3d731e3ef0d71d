/** Situations that several scenarios begin with. */
import { estateUnderTest, type EstateOptions, type EstateUnderTest } from './estate-under-test';
import { faults } from '../../../lab/rig/faults/faults';
import { ask, instanceOf } from '../../../lab/rig/testing/estate-state';
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

/** The primary pair was down while the pool failed over, and came back as it was, in its mirroring session. */
export async function oldPairBack(estate: EstateUnderTest): Promise<EstateUnderTest> {
  const each = async (fault: 'stop-instance' | 'start-instance' | 'start-agent'): Promise<void> => {
    for (const role of ['primary', 'mirror']) await faults[fault]!.inject(estate.lab, [role]);
  };
  await each('stop-instance');
  await estate.complete('failover');
  await each('start-instance');
  await each('start-agent');
  await until('the old pair is in its session', async () => {
    const state = `SELECT mirroring_state_desc AS state FROM sys.database_mirroring WHERE database_id = DB_ID(N'mgc')`;
    return (await ask(instanceOf(estate.lab, 'primary'), state))[0]?.['state'] === 'SYNCHRONIZED';
  });
  return estate;
}
