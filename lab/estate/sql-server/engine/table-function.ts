/** A system function in FROM: its arguments are evaluated once for every row that APPLY puts on its left. */
import type { TableSource } from '../language/ast';
import { compile } from './compile-expression';
import { coerce } from './compiled';
import { refusal } from './errors';
import type { FromContext, Producer } from './from';
import { Scope } from './scope';

/** @throws SqlError 208, 313, 8144. */
export function compileFunctionSource(
  { name, arguments: given, alias, line }: Extract<TableSource, { kind: 'function' }>,
  { scope, environment }: FromContext,
  seen: Scope | undefined,
): Producer {
  const written = [name.database, name.schema, name.name].filter((part) => part !== undefined).join('.');
  const found = environment.facts.tableFunction?.(name, environment.session);
  if (found === undefined) throw refusal(208, `Invalid object name '${written}'.`, 16, line);
  if (given.length > found.parameters.length)
    throw refusal(8144, `Procedure or function ${written} has too many arguments specified.`, 16, line);
  if (given.length < found.parameters.length) {
    throw refusal(
      313,
      `An insufficient number of arguments were supplied for the procedure or function ${written}.`,
      16,
      line,
    );
  }
  const values = given.map((expression, index) =>
    coerce(compile(expression, { scope: new Scope(seen), environment }), found.parameters[index]!),
  );
  const { offset } = scope.add(alias ?? name.name, found.columns);
  return {
    offset,
    width: found.columns.length,
    rows: () => [
      ...found.rows(
        values.map((value) => value.evaluate()),
        environment.session,
      ),
    ],
  };
}
