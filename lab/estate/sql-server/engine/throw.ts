/** THROW: an error of severity 16 of the caller's own, or the caught one again ("THROW (Transact-SQL)"). */
import type { Statement } from '../language/ast';
import { compileConstant } from './compile-expression';
import { coerce } from './compiled';
import { asNumber } from './convert';
import { refusal, ThrownError } from './errors';
import type { Running } from './running';
import { textOf } from './text-of';

/** @throws ThrownError always; SqlError 10704 outside of CATCH, 35100 for a number below 50000. */
export function runThrow({ raised, line }: Extract<Statement, { kind: 'throw' }>, running: Running): never {
  if (raised === undefined) {
    const { caught } = running;
    if (caught === undefined) {
      throw refusal(
        10704,
        'To rethrow an error, a THROW statement must be used inside a CATCH block. Insert the THROW statement inside a CATCH block, or add error parameters to the THROW statement.',
        15,
      );
    }
    throw new ThrownError({ ...caught.error.details, line: caught.line });
  }
  const number = asNumber(compileConstant(raised.number, running).evaluate());
  if (number < 50_000) {
    throw refusal(
      35100,
      `Error number ${number} in the THROW statement is outside the valid range. Specify an error number in the valid range of 50000 to 2147483647.`,
    );
  }
  const text = coerce(compileConstant(raised.text, running), { name: 'nvarchar', length: 2048 }).evaluate();
  const state = asNumber(compileConstant(raised.state, running).evaluate());
  throw new ThrownError({ number, severity: 16, state, text: textOf(text ?? ''), line });
}
