/** What operators may send to a running procedure, typed once for workflows and clients. */
import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Decision, PlanConsent, StepDecision } from '../domain/run/decision';
import type { Plan } from '../domain/run/plan';
import type { Progress } from '../domain/run/progress';
import type { Report } from '../domain/run/report';

export const approve = defineUpdate<string, [PlanConsent]>('approve');
export const acceptDataLoss = defineUpdate<string, [PlanConsent]>('acceptDataLoss');
export const retryStep = defineUpdate<string, [StepDecision]>('retryStep');
export const skipStep = defineUpdate<string, [StepDecision]>('skipStep');
export const abort = defineUpdate<string, [Decision]>('abort');
export const abandon = defineUpdate<string, [Decision]>('abandon');

export const progress = defineQuery<Progress>('progress');
export const plan = defineQuery<Plan | undefined>('plan');
export const report = defineQuery<Report>('report');
