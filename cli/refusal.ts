/** What went wrong, as a sentence for a person. */
export class Refusal extends Error {}
