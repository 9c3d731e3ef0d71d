/** What operators may send to a running procedure, typed once for workflows and clients. */
import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Plan } from '../domain/run/plan';
import type { Report } from '../domain/run/report';
import type { Progress } from '../domain/run/progress';

/** Who decides, and why: recorded in history as sent. */
export interface Decision {
  by: string;
  reason: string;
}

export interface PlanConsent extends Decision {
  /** Hash of the plan that the person read; a stale one is refused. */
  plan?: string;
}

export interface StepDecision extends Decision {
  step: string;
}

export const approve = defineUpdate<string, [PlanConsent]>('approve');
export const acceptDataLoss = defineUpdate<string, [PlanConsent]>('acceptDataLoss');
export const retryStep = defineUpdate<string, [StepDecision]>('retryStep');
export const skipStep = defineUpdate<string, [StepDecision]>('skipStep');
export const abort = defineUpdate<string, [Decision]>('abort');

export const progress = defineQuery<Progress>('progress');
export const plan = defineQuery<Plan | undefined>('plan');
export const report = defineQuery<Report>('report');
