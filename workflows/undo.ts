/** What a run takes back: remembered before each act, run in reverse, clients first, and shown to a person where it fails. */
import type { PlannedOperation, PlannedStep } from '../domain/run/plan';
import { isUntaken, sentenceOf } from './failure-sentence';
import type { Operator } from './operator';
import type { Shown } from './shown';

export class Undo {
  private steps: PlannedStep[] = [];

  constructor(
    private readonly shown: Shown,
    private readonly operator: Operator,
    private readonly performAll: (left: PlannedOperation[], step: PlannedStep) => Promise<void>,
  ) {}

  /** Before the act: one that failed may have taken effect. */
  remember(step: PlannedStep): void {
    if (step.undo.length > 0) this.steps.unshift(step);
  }

  /** Past the point of no return. */
  forget(): void {
    this.steps = [];
  }

  async run(): Promise<void> {
    this.shown.enter('undoing');
    const behind: PlannedStep[] = [];
    for (const step of this.steps) {
      const clients = step.undo.filter(({ forClients }) => forClients);
      const isAll = clients.length === step.undo.length;
      const isDone = await this.takeBack(step, clients);
      if (isDone && isAll) this.shown.takenBack(step);
      if (isDone && !isAll) behind.push(step);
    }
    for (const step of behind) {
      const rest = step.undo.filter(({ forClients }) => !forClients);
      if (await this.takeBack(step, rest)) this.shown.takenBack(step);
    }
  }

  /** @returns whether all of it was done; else it is owed. */
  private async takeBack(step: PlannedStep, left: PlannedOperation[]): Promise<boolean> {
    for (;;) {
      try {
        await this.performAll(left, step);
        return true;
      } catch (failure) {
        const why = sentenceOf(failure);
        // Nobody is there who could do it: what users do not wait for is not waited for either.
        if (isUntaken(failure) && left[0]?.forClients !== true) {
          this.shown.owe(step, left, why);
          return false;
        }
        const says = this.shown.notTakenBack(step, why);
        const answer = await this.operator.askAbout(step.id, says, 'needs a person');
        this.shown.enter('undoing');
        if (answer === 'skipStep') {
          this.shown.notes.push(`The undo of "${step.id}" was left to a person: ${says}`);
          return false;
        }
      }
    }
  }
}
