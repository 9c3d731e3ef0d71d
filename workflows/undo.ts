/** What a run takes back: remembered before each act, run in reverse, and shown to a person where it fails. */
import type { PlannedOperation, PlannedStep } from '../domain/run/plan';
import { sentenceOf } from './failure-sentence';
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
    for (const step of this.steps) await this.takeBack(step);
  }

  private async takeBack(step: PlannedStep): Promise<void> {
    const left = [...step.undo];
    for (;;) {
      try {
        await this.performAll(left, step);
        this.shown.takenBack(step);
        return;
      } catch (failure) {
        const says = this.shown.notTakenBack(step, sentenceOf(failure));
        const answer = await this.operator.askAbout(step.id, says, 'needs a person');
        this.shown.enter('undoing');
        if (answer === 'skipStep') {
          this.shown.notes.push(`The undo of "${step.id}" was left to a person: ${says}`);
          return;
        }
      }
    }
  }
}
