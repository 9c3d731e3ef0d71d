/** Whether the Agent can tell that the owner of a job may use the server: the domain is asked for a Windows account. */
import type { MsdbContext } from '../context';
import { formatMessage, severityOf } from '../errors';
import type { Job } from '../tables/agent-tables';

export interface OwnerRefusal {
  readonly number: number;
  readonly severity: number;
  readonly text: string;
}

const number = 15404;

/** Why the job does not run at all; `undefined` when its owner is known. */
export function ownerRefusal({ instance }: MsdbContext, job: Job): OwnerRefusal | undefined {
  const owner = instance.loginName(job.owner_sid);
  const windowsError = owner === null ? undefined : instance.accountRefusal(owner);
  if (owner === null || windowsError === undefined) return undefined;
  const reason = formatMessage(number, owner, windowsError);
  return {
    number,
    severity: severityOf(number),
    text: `Unable to determine if the owner (${owner}) of job ${job.name} has server access (reason: ${reason} [SQLSTATE 42000] (Error ${String(number)})).`,
  };
}
