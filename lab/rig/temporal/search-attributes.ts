/** The search attributes of every procedure, as the command line of the Temporal server takes them. */
import { phaseKey, poolKey, procedureKey, servingDataCentreKey } from '../../../workflows/search-attributes';

/** The CLI writes in camel case what the SDK writes in capitals. */
const typeName = { KEYWORD: 'Keyword' } as const;

export const searchAttributes: Readonly<Record<string, string>> = Object.fromEntries(
  [poolKey, procedureKey, phaseKey, servingDataCentreKey].map(({ name, type }) => [name, typeName[type]]),
);
