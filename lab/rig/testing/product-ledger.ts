/** The part of a lab's ledger that the product wrote: what its workers, their Agent jobs and their shells did to the estate. */
import type { LedgerEntry } from '../../estate/contract';
import { labLogins, type Lab } from '../lab';

const byWorker = `${labLogins.worker.user} (persistent-chat-dr)`;
/** Log shipping runs programs; T-SQL steps are the long statements of the product. */
const byAgentStep = /^.*\(SQLAgent - TSQL JobStep/;
/** The alert job of log shipping has a T-SQL step too; it looks and raises alerts. */
const alertStep = /^EXEC sys\.sp_check_log_shipping_monitor_alert$/;
/** How a long statement becomes a job of its own, and goes again; it changes nothing but that job. */
const jobPlumbing =
  /^EXEC msdb\.dbo\.(sp_add_job|sp_add_jobstep|sp_add_jobserver|sp_delete_job|sp_stop_job|sp_start_job)\b.*N'PCDR_/s;

/** Whether the product did it, the plumbing of its jobs included. */
export const isOfProduct = ({ by, kind, where, text }: LedgerEntry): boolean =>
  (by === byWorker || byAgentStep.test(by) || (kind === 'cmdlet' && where.startsWith('worker.'))) &&
  !alertStep.test(text);

export const productEntries = ({ estate }: Lab): LedgerEntry[] =>
  estate.ledger.entries.filter((entry) => isOfProduct(entry) && !jobPlumbing.test(entry.text));
