/** Feeds a session with lines until its input or the session itself ends. */
import type { Session, Streams } from './session';

export class Console {
  private running = new AbortController();

  constructor(
    private readonly session: Session,
    private readonly streams: Streams,
  ) {}

  /** As recorded for SIGINT: cancels what runs, silently; an idle shell ignores it. */
  interrupt(): void {
    this.running.abort();
  }

  /** Resolves to the exit code. Lines that were written before the input ended are still executed. */
  async serve(lines: AsyncIterable<string> | Iterable<string>): Promise<number> {
    const { session, streams } = this;
    streams.out(session.screen.beforeRead);
    for await (const line of lines) {
      this.running = new AbortController();
      await session.execute(line, this.running.signal);
      if (session.exitCode !== undefined) return session.exitCode;
      streams.out(session.screen.beforeRead);
    }
    return session.succeeded ? 0 : 1;
  }
}
