/** Every operation of the contract, by name. */
import type { OperationName } from '../../procedures/contract';
import type { OperationDefinition } from '../operation';
import { applyLogBackups } from './apply-log-backups';
import { backUpDatabase } from './back-up-database';
import { bringOnline } from './bring-online';
import { bringPrincipalBack } from './bring-principal-back';
import { configureLogShippingPrimary } from './configure-log-shipping-primary';
import { configureLogShippingSecondary } from './configure-log-shipping-secondary';
import { confirmCarriedOver } from './confirm-carried-over';
import { confirmFence } from './confirm-fence';
import { confirmNobodyActive } from './confirm-nobody-active';
import { confirmActive } from './confirm-active';
import { copyLogBackups } from './copy-log-backups';
import { enableLogBackups } from './enable-log-backups';
import { installMirror } from './install-mirror';
import { noteComplianceRows } from './note-compliance-rows';
import { putBack } from './put-back';
import { recordLogShipping } from './record-log-shipping';
import { removeBackup } from './remove-backup';
import { removeLeftJobs } from './remove-left-jobs';
import { removeLogShipping } from './remove-log-shipping';
import { removeMirroring } from './remove-mirroring';
import { removeTailCopy } from './remove-tail-copy';
import { restoreDatabase } from './restore-database';
import { restoreLogShipping } from './restore-log-shipping';
import { resumeLogBackups } from './resume-log-backups';
import { runCopyAndRestore } from './run-copy-and-restore';
import { runLogBackup } from './run-log-backup';
import { saveTailLog } from './save-tail-log';
import { setActiveServers } from './set-active-servers';
import { setOffline } from './set-offline';
import { setOnline } from './set-online';
import { setPoolState } from './set-pool-state';
import { silenceLogBackups } from './silence-log-backups';
import { takeTailLog } from './take-tail-log';
import { verifyService } from './verify-service';
import { waitForNoSessions } from './wait-for-no-sessions';

export const operations: { readonly [Name in OperationName]: OperationDefinition<Name> } = {
  applyLogBackups,
  backUpDatabase,
  bringOnline,
  bringPrincipalBack,
  configureLogShippingPrimary,
  configureLogShippingSecondary,
  confirmCarriedOver,
  confirmFence,
  confirmNobodyActive,
  confirmActive,
  copyLogBackups,
  enableLogBackups,
  installMirror,
  noteComplianceRows,
  putBack,
  recordLogShipping,
  removeBackup,
  removeLeftJobs,
  removeLogShipping,
  removeMirroring,
  removeTailCopy,
  restoreDatabase,
  restoreLogShipping,
  resumeLogBackups,
  runCopyAndRestore,
  runLogBackup,
  saveTailLog,
  setActiveServers,
  setOffline,
  setOnline,
  setPoolState,
  silenceLogBackups,
  takeTailLog,
  verifyService,
  waitForNoSessions,
};
