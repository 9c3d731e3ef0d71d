/** What has to be undone before this program ends, in reverse order, also when it ends halfway through its start. */
export class Cleanup {
  #tasks: (() => Promise<void> | void)[] = [];
  #running: Promise<void> | undefined;

  add(task: () => Promise<void> | void): void {
    this.#tasks.unshift(task);
  }

  /** Runs every task once; a task that fails does not keep the others from running. */
  run(): Promise<void> {
    this.#running ??= (async () => {
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

  /** Ends the program cleanly on Ctrl+C and on SIGTERM; whatever was being started meanwhile is ended too. */
  onSignals(): void {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const) {
      process.once(signal, () => {
        void this.run().then(() => process.exit(code));
      });
    }
  }
}
