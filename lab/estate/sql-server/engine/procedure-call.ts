/** Binds the arguments of EXECUTE to the parameters of a procedure. */
import { SqlError } from '../contract';
import type { Procedure, SqlValue } from '../contract';
import { coerce } from './compiled';
import type { Compiled } from './compiled';
import { refusal } from './errors';

export interface GivenArgument {
  readonly name?: string;
  readonly value: Compiled;
  readonly output: boolean;
}

export interface BoundArguments {
  readonly values: ReadonlyMap<string, SqlValue>;
  /** By lower-case parameter name: which of the given arguments takes the output. */
  readonly outputs: ReadonlyMap<string, number>;
}

/** Refused at the door of the procedure: the message names it, and its line is 0. */
const atTheDoor: ReadonlySet<number> = new Set([201, 8114, 8144, 8145, 8162]);

/** @throws SqlError 119, 201, 8114, 8143, 8144, 8145, 8162. */
export function bindArguments(
  name: string,
  parameters: Procedure['parameters'],
  given: readonly GivenArgument[],
): BoundArguments {
  try {
    return bind(name, parameters, given);
  } catch (error) {
    if (!(error instanceof SqlError) || !atTheDoor.has(error.details.number)) throw error;
    throw new SqlError({ ...error.details, procedure: name, line: 0 });
  }
}

function bind(name: string, parameters: Procedure['parameters'], given: readonly GivenArgument[]): BoundArguments {
  if (given.length > parameters.length) {
    throw refusal(8144, `Procedure or function ${name} has too many arguments specified.`);
  }
  const values = new Map<string, SqlValue>();
  const outputs = new Map<string, number>();
  const firstNamed = given.findIndex((argument) => argument.name !== undefined);
  given.forEach((argument, index) => {
    if (argument.name === undefined && firstNamed >= 0 && index > firstNamed) {
      throw refusal(
        119,
        `Must pass parameter number ${index + 1} and subsequent parameters as '@name = value'. After the form '@name = value' has been used, all subsequent parameters must be passed in the form '@name = value'.`,
        15,
      );
    }
    const parameter =
      argument.name === undefined
        ? parameters[index]!
        : parameters.find((candidate) => candidate.name.toLowerCase() === argument.name!.toLowerCase());
    if (parameter === undefined) throw refusal(8145, `${argument.name!} is not a parameter for procedure ${name}.`);
    const key = parameter.name.toLowerCase();
    if (values.has(key)) throw refusal(8143, `Parameter '${parameter.name}' was supplied multiple times.`);
    if (argument.output && parameter.output !== true) {
      throw refusal(
        8162,
        `The formal parameter "${parameter.name}" was not declared as an OUTPUT parameter, but the actual parameter passed in requested output.`,
      );
    }
    if (argument.output) outputs.set(key, index);
    values.set(key, argumentValue(argument.value, parameter));
  });
  for (const parameter of parameters) {
    const key = parameter.name.toLowerCase();
    if (values.has(key)) continue;
    if (parameter.default === undefined) {
      throw refusal(
        201,
        `Procedure or function '${name}' expects parameter '${parameter.name}', which was not supplied.`,
      );
    }
    values.set(key, parameter.default);
  }
  return { values, outputs };
}

/** A value of the wrong form is 8114 here, whatever CONVERT would say. */
function argumentValue(value: Compiled, parameter: Procedure['parameters'][number]): SqlValue {
  try {
    return coerce(value, parameter.type).evaluate();
  } catch (error) {
    if (!(error instanceof SqlError) || ![241, 245, 248, 8114, 8169].includes(error.details.number)) throw error;
    throw refusal(8114, `Error converting data type ${value.type.name} to ${parameter.type.name}.`);
  }
}
