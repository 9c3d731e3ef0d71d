/**
 * Tells a person what set-up does: `found` for what is there already (silent with `quiet`), `doing` for work that lasts,
 * with a sign of life every ten seconds. Everything goes to standard error: standard output is for answers.
 */
export function narrator({ quiet = false } = {}) {
  const say = (line) => process.stderr.write(`setup: ${line}\n`);
  return {
    found: (line) => {
      if (!quiet) say(line);
    },
    say,
    async doing(line, work) {
      const started = Date.now();
      const seconds = () => `${String(Math.round((Date.now() - started) / 1000))} s`;
      say(`${line} ...`);
      const signOfLife = setInterval(() => say(`${line} ... ${seconds()}`), 10_000);
      try {
        const result = await work();
        say(`${line}: done after ${seconds()}`);
        return result;
      } finally {
        clearInterval(signOfLife);
      }
    },
  };
}
