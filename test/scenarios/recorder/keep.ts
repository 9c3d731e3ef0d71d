/** Keeps the history of a run that is over; what tells of this machine is taken out where no replay reads it. */
import os from 'node:os';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { Run } from '../support/run';
import type { HistoryEvent } from '../../replay/events';
import { writeHistory } from '../../replay/histories';
import { machineTraces, tracesOfThisMachine } from '../../replay/machine-traces';
import { decoded, mapTexts } from '../../replay/payloads';

/** Names the folder that a recording is written to. */
export const folderVariable = 'PCHAT_HISTORIES';
const project = path.resolve(__dirname, '../../..');

/** One situation, told in a sentence: `follow` brings a run about and to its end. */
export function recorded(name: string, situation: string, follow: () => Promise<Run>): void {
  it(name, async () => {
    const run = await follow();
    await run.handle.result().catch(() => undefined);
    const { events } = JSON.parse(historyToJSON(await run.handle.fetchHistory())) as { events: HistoryEvent[] };
    const kept = events.map(withoutMachine);
    expect(machineTraces(JSON.stringify(decoded(kept)), tracesOfThisMachine(project))).toEqual([]);
    writeHistory(name, { situation, events: kept }, folder());
  });
}

function folder(): string {
  const given = process.env[folderVariable];
  if (given === undefined)
    throw new Error(`${folderVariable} is not set: histories are recorded by npm run histories.`);
  return given;
}

/**
 * A replay reads neither identities nor stack traces. The name of a host worker's machine is what a look tells and a plan is
 * given, so it gets the same other name everywhere.
 */
const withoutMachine = (event: HistoryEvent): HistoryEvent =>
  mapTexts(event, (text, field) => {
    if (field === 'identity') return text.replace(/^\d+@.*$/, 'operator').replace(/#\d+$/, '');
    if (field === 'stackTrace') return text.replaceAll(`file://${project}/`, '').replaceAll(`${project}/`, '');
    return text === os.hostname() ? 'worker-host' : text;
  });
