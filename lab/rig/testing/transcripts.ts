/** What PowerShell was recorded to do with lines on its standard input, from transcripts.json. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Transcript {
  /** `G01 string`: the identity, then what it shows. */
  readonly name: string;
  readonly args: readonly string[];
  /** `null`: not set. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly stdin: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  /** Negative: ended by this signal. */
  readonly exit: number;
}

export const transcripts = (
  JSON.parse(readFileSync(path.join(__dirname, 'transcripts.json'), 'utf8')) as { transcripts: Transcript[] }
).transcripts;

export const idOf = ({ name }: Transcript): string => name.split(' ', 1)[0] ?? '';

export function transcript(id: string): Transcript {
  const found = transcripts.find((each) => idOf(each) === id);
  if (found === undefined) throw new Error(`There is no transcript ${id}.`);
  return found;
}
