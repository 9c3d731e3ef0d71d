/** A moment as a person names it: an edge, and a step of the runbook or a call, with or without the place. */
import { cmdletNames } from '../../estate/lync/cmdlets';
import { parseName } from '../../estate/sql-server/language/parse-name';
import { procedureOf } from '../../estate/sql-server/model/procedures';
import { instanceNamed, oneOf } from './fault';
import type { Edge, Moment } from './moments';
import { stepCalls } from './step-calls';
import type { Instances } from './struck';
import type { StepId } from '../../../procedures/registry';

const edges: readonly Edge[] = ['before', 'after'];

/** What statements begin with that a step, a DBA or an Agent job uses. */
const verbs = [
  'ALTER',
  'BACKUP',
  'CREATE',
  'DELETE',
  'DROP',
  'EXEC',
  'INSERT',
  'KILL',
  'RESTORE',
  'SELECT',
  'UPDATE',
  'USE',
  'WAITFOR',
];

const steps = Object.keys(stepCalls) as StepId[];

export const edgeNamed = (given: string | undefined): Edge => oneOf('edge of a call', edges, given);

/** `takeTailLog`, `Set-CsPersistentChatState`, `sp_start_job@backup`, `BACKUP LOG mgc`. @throws Error with what there is. */
export function momentNamed(struck: Instances, edge: Edge, given: string): Moment {
  const [, name = '', place] = /^(.*?)(?:@([^@\s]+))?$/s.exec(given.trim()) ?? [];
  const where = place === undefined ? {} : { where: instanceNamed(struck, place).name };
  const step = steps.find((known) => known.toLowerCase() === name.toLowerCase());
  if (step !== undefined) return { edge, step, ...where };
  if (!isKnownCall(struck, name))
    throw new Error(
      `"${name}" is neither a step nor a call; there are the steps ${steps.join(', ')}; the cmdlets ${cmdletNames.join(', ')}; ` +
        `procedures such as sp_start_job; and statements by their first words, such as "BACKUP LOG mgc": ${verbs.join(', ')}.`,
    );
  return { edge, call: name, ...where };
}

function isKnownCall({ estate }: Instances, name: string): boolean {
  const [first = ''] = name.trim().split(/\s+/);
  if (cmdletNames.some((known) => known.toLowerCase() === name.toLowerCase())) return true;
  if (verbs.includes(first.toUpperCase())) return true;
  if (name !== first || !/^[\w.[\]]+$/.test(name)) return false;
  const instance = estate.instances[0]!;
  return ['master', 'msdb'].some((database) => procedureOf(parseName(name), database, instance) !== undefined);
}
