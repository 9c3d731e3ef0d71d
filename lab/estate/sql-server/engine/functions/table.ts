/** Every built-in function by lower-case name. */
import type { FunctionTable } from './define';
import { numberAndDateFunctions } from './number-and-date';
import { objectFunctions } from './objects';
import { systemFunctions } from './system';
import { textFunctions } from './text';

export const functions: FunctionTable = {
  ...textFunctions,
  ...numberAndDateFunctions,
  ...systemFunctions,
  ...objectFunctions,
};
