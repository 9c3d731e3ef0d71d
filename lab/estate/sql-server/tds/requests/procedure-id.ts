// MS-TDS 2.2.6.6: ProcID, the special procedures that clients call by number.
import { ProtocolViolation } from '../protocol-violation';

const names: readonly string[] = [
  'sp_cursor',
  'sp_cursoropen',
  'sp_cursorprepare',
  'sp_cursorexecute',
  'sp_cursorprepexec',
  'sp_cursorunprepare',
  'sp_cursorfetch',
  'sp_cursoroption',
  'sp_cursorclose',
  'sp_executesql',
  'sp_prepare',
  'sp_execute',
  'sp_prepexec',
  'sp_prepexecrpc',
  'sp_unprepare',
];

/** Those that clients call by name alone. */
const withoutNumber: readonly string[] = ['sp_reset_connection'];

/** They count from 1. */
export function procedureNameOf(id: number): string {
  const name = names[id - 1];
  if (name === undefined) throw new ProtocolViolation(`a call of procedure number ${String(id)}`);
  return name;
}

/** The special procedure that a call by name means; `undefined` for any other. One of another database is another's. */
export function specialProcedure(procedure: string): string | undefined {
  const name = procedure
    .toLowerCase()
    .replaceAll(/[[\]]/g, '')
    .replace(/^(sys|dbo)\./, '');
  return [...names, ...withoutNumber].find((known) => known === name);
}
