import type { FunctionTable } from './define';
import { dateFunctions } from './date';
import { systemFunctions } from './system';
import { textFunctions } from './text';

/** Built-in functions by lower-case name. */
export const functions: FunctionTable = { ...textFunctions, ...dateFunctions, ...systemFunctions };
