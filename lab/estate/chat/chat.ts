/** The chat servers of one pool and the users that talk through them. */
import { dataCentreOf } from '../pool';
import { ChatServer } from './chat-server';
import { Measures } from './measures';
import { isMessageId, messageId } from './message';
import { candidates, isWritable } from './store-choice';
import { sendToAny, SyntheticUsers } from './users';
import type { Estate } from '../contract';
import type { Lync } from '../lync/contract';
import type { Audit, Chat, ChatOptions } from './contract';
import type { Message } from './message';

export function createChat(estate: Estate, lync: Lync, options: ChatOptions): Chat {
  const now = (): Date => estate.clock.now();
  const measures = new Measures(now);
  const places = (['primary', 'secondary'] as const).flatMap((side) =>
    dataCentreOf(estate.pool, side).chatServers.map((host) => ({ side, host })),
  );
  const servers = places.map((place, index) => new ChatServer(estate, lync, place, index + 1, options));
  let users: SyntheticUsers | undefined;
  let sent = 0;

  const nextMessage = (user: string): Message => {
    const number = ++sent;
    return { number, id: messageId(estate.pool.fqdn, number), user };
  };

  const sendMeasured = async (user: string): Promise<void> => {
    const startedAt = now();
    const message = nextMessage(user);
    try {
      const { server } = await sendToAny(servers, message);
      measures.accepted({ id: message.id, acknowledgedAt: now(), sentTo: server });
    } catch {
      measures.refused(startedAt);
    }
  };

  lync.attachChat({
    async send() {
      await sendToAny(servers, nextMessage('sip:synthetic'));
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
      users = new SyntheticUsers(sendMeasured, count, messagesPerSecond);
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
