/** Synthetic users: each sends messages of its own to any chat server that takes them, one at a time. */
import type { Measures } from './measures';
import type { ChatServer } from './chat-server';

export class SyntheticUsers {
  private timer: NodeJS.Timeout | undefined;
  private readonly sending = new Set<Promise<void>>();
  private readonly busy = new Set<number>();
  private turn = 0;

  constructor(
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
    const sent = this.send(`sip:user${String(user + 1)}`)
      .catch(() => undefined)
      .finally(() => {
        this.busy.delete(user);
        this.sending.delete(sent);
      });
    this.sending.add(sent);
  }
}

/** Sends one message to the first chat server that takes it; the servers take turns. @throws when none does. */
export async function sendToAny(
  servers: readonly ChatServer[],
  turn: number,
  id: string,
  user: string,
): Promise<ChatServer> {
  const accepting = servers.filter(({ accepts }) => accepts);
  const server = accepting[turn % Math.max(accepting.length, 1)];
  if (server === undefined) throw new Error('No active chat server has a session on mgc.');
  await server.store(id, user);
  return server;
}

/** Sends and measures. */
export async function sendMeasured(
  measures: Measures,
  now: () => Date,
  id: string,
  send: () => Promise<ChatServer>,
): Promise<void> {
  const at = now();
  try {
    const { server } = await send();
    measures.accepted({ id, acknowledgedAt: now(), sentTo: server });
  } catch (error) {
    measures.refused(at);
    throw error;
  }
}
