/** DBCC: the command is the instance's; what it says at its end is the same for all of them. */
import type { Statement } from '../language/ast';
import { compileConstant } from './compile-expression';
import { refusal } from './errors';
import { bindArguments } from './procedure-call';
import type { Running } from './running';

const completed = 'DBCC execution completed. If DBCC printed error messages, contact your system administrator.';

/** @throws SqlError 2526 for a command that is not known, 2583 for more arguments than it takes. */
export async function runDbcc(
  { command, arguments: given, options }: Extract<Statement, { kind: 'dbcc' }>,
  running: Running,
): Promise<void> {
  const { facts, session, reply } = running;
  const known = facts.dbcc?.(command);
  if (known === undefined) {
    throw refusal(2526, 'Incorrect DBCC statement. Check the documentation for the correct DBCC syntax and options.');
  }
  if (given.length > known.parameters.length)
    throw refusal(2583, 'An incorrect number of parameters was given to the DBCC statement.');
  const { values } = bindArguments(
    command,
    known.parameters,
    given.map((value) => ({ value: compileConstant(value, running), output: false })),
  );
  await known.run({ session, arguments: values, outputs: new Set(), reply, output: () => undefined });
  if (!options.includes('NO_INFOMSGS')) reply.message({ number: 2528, severity: 10, state: 1, text: completed });
}
