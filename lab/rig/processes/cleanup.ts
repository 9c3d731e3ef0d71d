/** What has to be undone before this program ends, in reverse order, also when it ends halfway through its start. */
export class Cleanup {
  #tasks: (() => Promise<void> | void)[] = [];
  #arriving = new Set<Promise<unknown>>();
  #running: Promise<void> | undefined;

  /** Whether the end has begun: what fails from now on fails because of it. */
  hasBegun(): boolean {
    return this.#running !== undefined;
  }

  add(task: () => Promise<void> | void): void {
    this.#tasks.unshift(task);
  }

  /** Brings up one thing and remembers its end. The clean-up waits for what is on its way, and lets nothing else begin. */
  async bringUp<Thing>(start: () => Promise<Thing>, end: (thing: Thing) => Promise<void> | void): Promise<Thing> {
    if (this.hasBegun()) throw new Error(ending);
    const arriving = start().then((thing) => {
      this.add(() => end(thing));
      return thing;
    });
    this.#arriving.add(arriving);
    try {
      const thing = await arriving;
      // Who asked for it must not go on with it.
      if (this.hasBegun()) throw new Error(ending);
      return thing;
    } finally {
      this.#arriving.delete(arriving);
    }
  }

  /** Runs every task once; a task that fails does not keep the others from running. */
  run(): Promise<void> {
    this.#running ??= (async () => {
      await Promise.allSettled(this.#arriving);
      for (;;) {
        const task = this.#tasks.shift();
        if (task === undefined) return;
        await Promise.resolve()
          .then(task)
          .catch(() => undefined);
      }
    })();
    return this.#running;
  }

  /**
   * Ends the program cleanly on Ctrl+C, on SIGTERM, and when nobody reads its output any more. A signal that comes twice,
   * from the terminal and from npm, changes nothing.
   */
  onSignals(): void {
    const end = (code: number): void => {
      // What is still at work fails in its own ways once its servers are gone; the clean-up goes on.
      process.on('uncaughtException', () => undefined);
      void this.run().then(() => process.exit(code));
      setTimeout(() => process.exit(code), endsWithinMs).unref();
    };
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const) {
      process.on(signal, () => {
        if (!this.hasBegun()) end(code);
      });
    }
    // npm hands SIGTERM to a shell, which dies of it and tells nobody.
    if (process.env['npm_lifecycle_event'] !== undefined) {
      const parent = process.ppid;
      setInterval(() => {
        if (process.ppid !== parent && !this.hasBegun()) end(143);
      }, lookEveryMs).unref();
    }
    process.stdout.on('error', () => {
      if (!this.hasBegun()) end(1);
    });
  }
}

const lookEveryMs = 100;
const endsWithinMs = 20_000;
const ending = 'The program is ending.';
