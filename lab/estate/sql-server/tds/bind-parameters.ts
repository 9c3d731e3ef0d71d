import { SqlError } from '../contract';
import type { PreparedStatement } from './prepared-statements';
import type { RpcParameter } from './requests/rpc-request';

/**
 * Gives the values of a parameterised statement the names that its declaration states: clients may send them by name or
 * by position. @throws SqlError 8178 for one missing, 8145 for one not declared, 8144 for one too many.
 */
export function bindParameters(
  { text, declarations }: PreparedStatement,
  values: readonly RpcParameter[],
): readonly RpcParameter[] {
  const declared = declaredNames(declarations);
  const bound = values.map((value, position) => {
    if (value.name === '') {
      const name = declared[position];
      if (name === undefined) throw refusal(8144, 2, 'Procedure or function  has too many arguments specified.');
      return { ...value, name };
    }
    if (declared.some((name) => isSame(name, value.name))) return value;
    throw refusal(8145, 1, `${value.name} is not a parameter for procedure .`);
  });
  const missing = declared.find((name) => !bound.some((value) => isSame(name, value.name)));
  if (missing !== undefined) {
    throw refusal(
      8178,
      1,
      `The parameterized query '(${declarations})${text}' expects the parameter '${missing}', which was not supplied.`,
    );
  }
  return bound;
}

/** Commas within a type, as in `decimal(10, 2)`, part nothing. */
function declaredNames(declarations: string): readonly string[] {
  return declarations
    .replaceAll(/\([^)]*\)/g, '')
    .split(',')
    .map((declaration) => /^\s*(@[^\s]+)/.exec(declaration)?.[1])
    .filter((name) => name !== undefined);
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

function refusal(number: number, state: number, text: string): SqlError {
  return new SqlError({ number, severity: 16, state, text });
}
