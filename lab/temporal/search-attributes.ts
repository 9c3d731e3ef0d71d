/** The search attributes of every procedure, as the namespace of the lab's Temporal server gets them. */
export const searchAttributes = {
  PoolFqdn: 'Keyword',
  Procedure: 'Keyword',
  Phase: 'Keyword',
  ServingDataCentre: 'Keyword',
} as const;
