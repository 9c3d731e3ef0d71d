/** The search attributes of every procedure, so that an operator finds runs by pool, procedure and phase. */
import { defineSearchAttributeKey } from '@temporalio/common';

export const poolKey = defineSearchAttributeKey('PoolFqdn', 'KEYWORD');
export const procedureKey = defineSearchAttributeKey('Procedure', 'KEYWORD');
export const phaseKey = defineSearchAttributeKey('Phase', 'KEYWORD');
export const servingDataCentreKey = defineSearchAttributeKey('ServingDataCentre', 'KEYWORD');
