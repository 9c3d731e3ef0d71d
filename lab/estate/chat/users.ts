/** Synthetic users: each sends messages of its own to any chat server that takes them, one at a time. */
import type { ChatServer } from './chat-server';
import type { Message } from './message';

export class SyntheticUsers {
  private timer: NodeJS.Timeout | undefined;
  private readonly sending = new Set<Promise<void>>();
  private readonly busy = new Set<number>();
  private turn = 0;

  constructor(
    /** Never rejects: a refusal is a measure. */
    private readonly send: (user: string) => Promise<void>,
    private readonly count: number,
    messagesPerSecond: number,
  ) {
    this.timer = setInterval(() => {
      this.tick();
    }, 1000 / messagesPerSecond);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await Promise.allSettled(this.sending);
  }

  private tick(): void {
    const user = this.turn++ % this.count;
    if (this.busy.has(user)) return;
    this.busy.add(user);
    const sent = this.send(`sip:user${String(user + 1)}`).finally(() => {
      this.busy.delete(user);
      this.sending.delete(sent);
    });
    this.sending.add(sent);
  }
}

/** Sends a message to a chat server that takes it; the servers take turns. @throws when none does. */
export async function sendToAny(servers: readonly ChatServer[], message: Message): Promise<ChatServer> {
  const accepting = servers.filter(({ accepts }) => accepts);
  const server = accepting[message.number % Math.max(accepting.length, 1)];
  if (server === undefined) throw new Error('No active chat server has a session on mgc.');
  await server.store(message);
  return server;
}
