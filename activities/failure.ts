/** The one kind of error that activities and adapters throw: a name of the list, its verdict, and a sentence for a person. */
import { failures, type FailureName, type Verdict } from '../domain/failures';

export class Failure<Name extends FailureName = FailureName> extends Error {
  readonly verdict: Verdict;

  constructor(
    readonly failure: Name,
    sentence: string,
    options?: ErrorOptions,
  ) {
    super(sentence, options);
    this.name = new.target.name;
    this.verdict = failures[failure].verdict;
  }
}

/** A refusal of ours: trying again cannot help. */
export const refusal = (failure: FailureName<'refuse'>, sentence: string): Failure => new Failure(failure, sentence);

/** A goal that is not reached yet or was missed; trying again may help. */
export const setback = (failure: FailureName<'retry'>, sentence: string): Failure => new Failure(failure, sentence);

export const isFailure = (error: unknown): error is Failure => error instanceof Failure;

/** Whether trying again cannot help: a refusal is for a person, everything else may be tried again after a look. */
export const isRefusal = (error: unknown): boolean => isFailure(error) && error.verdict === 'refuse';

/** Whether it is a failure with one of these names. */
export const failedWith = (error: unknown, ...names: readonly FailureName[]): boolean =>
  isFailure(error) && names.includes(error.failure);
