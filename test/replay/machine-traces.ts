/** What tells of the machine on which something was recorded: folders of its disk, a process and its host. Nothing of it is committed. */
import os from 'node:os';

const signs: readonly RegExp[] = [
  // A folder at the root of a disk of Unix, or a person's on Windows.
  /(?<![\w.\\/:-])\/(?:app|data|home|mnt|opt|private|root|srv|tmp|usr|Users|var|work|workspace)\/[^\s"')]*/g,
  /[A-Za-z]:\\+Users\\+[^\s"')]*/g,
  // Temporal calls a client and a worker by process and host, unless somebody names them.
  /\b\d+@[\w.-]+/g,
];

/** Every trace, once. `here`: texts that are traces on this machine. */
export const machineTraces = (text: string, here: readonly string[] = []): string[] => [
  ...new Set([
    ...signs.flatMap((sign) => [...text.matchAll(sign)].map(([found]) => found)),
    ...here.filter((trace) => text.includes(trace)),
  ]),
];

/** What this machine, and the folder of the product on it, are called in JSON. */
export const tracesOfThisMachine = (project: string): string[] => [
  project,
  os.tmpdir(),
  `"${os.hostname()}"`,
  `@${os.hostname()}`,
];
