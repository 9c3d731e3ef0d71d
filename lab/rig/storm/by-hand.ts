/** What the sentences of a refusal tell a person to run, as that person would read them. */
import type { Lab } from '../lab';

interface ByHand {
  readonly instance: string;
  readonly text: string;
}

const patterns: readonly RegExp[] = [
  /run on (?<instance>\S+): (?<text>ALTER DATABASE \[\w+\] SET PARTNER FORCE_SERVICE_ALLOW_DATA_LOSS)/g,
  /mgc on (?<instance>\S+) is not lost, .*?\((?<text>ALTER DATABASE \[\w+\] SET ONLINE)\)/g,
  /\((?<text>ALTER DATABASE \[\w+\] SET PARTNER FAILOVER) on (?<instance>\S+)\)/g,
];

const statementsIn = (refusal: string): ByHand[] =>
  patterns.flatMap((pattern) =>
    [...refusal.matchAll(pattern)].map(({ groups = {} }) => ({
      instance: groups['instance'] ?? '',
      text: groups['text'] ?? '',
    })),
  );

/** @returns what was done, a sentence each; nothing where the refusal names no statement. */
export async function doneByHand({ estate }: Pick<Lab, 'estate'>, refusal: string): Promise<string[]> {
  const done: string[] = [];
  for (const { instance, text } of statementsIn(refusal)) {
    const outcome = await estate
      .find(instance)
      ?.run(text, { login: 'sa', programName: 'SSMS' })
      .then(() => 'well', String);
    done.push(`by hand on ${instance}: ${text}: ${outcome ?? 'there is no such instance'}`);
  }
  return done;
}
