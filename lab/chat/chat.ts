/** The chat servers of one pool and the users that talk through them. */
import { dataCentreOf } from '../../domain/topology';
import { ChatServer } from './chat-server';
import { Measures } from './measures';
import { isMessageId, messageId } from './schema';
import { candidates, isWritable } from './store-choice';
import { sendMeasured, sendToAny, SyntheticUsers } from './users';
import type { Estate } from '../estate/contract';
import type { Lync } from '../lync/contract';
import type { Audit, Chat, ChatOptions } from './contract';

export function createChat(estate: Estate, lync: Lync, options: ChatOptions): Chat {
  const now = (): Date => estate.clock.now();
  const measures = new Measures(now);
  const servers = (['primary', 'secondary'] as const).flatMap((side) =>
    dataCentreOf(estate.pool, side).chatServers.map((host) => new ChatServer(estate, lync, { side, host }, options)),
  );
  let users: SyntheticUsers | undefined;
  let sent = 0;

  const sendOne = async (user: string): Promise<void> => {
    const number = sent++;
    const id = messageId(estate.pool.fqdn, number);
    await sendMeasured(measures, now, id, () => sendToAny(servers, number, id, user));
  };

  lync.attachChat({
    async send() {
      const number = sent++;
      await sendToAny(servers, number, messageId(`${estate.pool.fqdn}-synthetic`, number), 'sip:synthetic');
    },
  });

  const audit = (): Audit => {
    const serving = candidates(estate, estate.pool.mgc, lync.store.current.poolState).find((instance) =>
      isWritable(instance, 'mgc'),
    );
    const rows = serving?.database('mgc')?.rowsOf('tblChat') ?? [];
    const stored = new Set(rows.flatMap((row) => row.filter(isMessageId)));
    return {
      acknowledged: measures.acknowledged.length,
      missing: measures.acknowledged.filter(({ id }) => !stored.has(id)),
    };
  };

  const stopUsers = async (): Promise<void> => {
    await users?.stop();
    users = undefined;
  };

  return {
    get servers() {
      return servers.map(({ status }) => status);
    },
    startUsers({ count, messagesPerSecond }) {
      if (users !== undefined) throw new Error('The users are sending already.');
      users = new SyntheticUsers(sendOne, count, messagesPerSecond);
    },
    stopUsers,
    mark(name) {
      measures.mark(name);
    },
    measures: () => measures.report(audit().missing),
    audit,
    async dispose() {
      await stopUsers();
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}
